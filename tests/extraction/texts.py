# ruff: noqa: E501  (a paragraph of an article is one line)
"""Invented articles in many styles. No place, person or outlet in them exists."""

WIRE = """\
PORT VESSEL, March 3 (Northwire) - The coastal city of Port Vessel will close its last coal terminal by 2027, Mayor Ilse Brandvold said on Tuesday.

Brandvold told reporters that the terminal had handled 4.2 million tonnes of coal last year, down 38 percent from 2015.

"We cannot pretend that this is a growing business," she said. "The harbour must find other work."

The dock workers' union disagreed. Its chairman, Tomas Reith, accused the city of hiding the cost of the closure and said more than 600 jobs were at risk.

"Nobody has shown us a plan," Reith said.

According to figures published by the Port Authority, the terminal employed 412 people in December and paid 9.6 million crowns in local taxes.

The closure was first proposed in 2019. At least 14 ships a week still call at the terminal, and around 90 lorries leave it every day.
"""

INTERVIEW = """\
Interview: "We measured it three times"

Marta Quell, 51, is chief hydrologist of the Ardle Valley. She spoke to the Ardle Gazette about the spring floods.

Q: How high did the river rise?

A: It rose 5.4 metres in eleven hours. That is the highest level since records began in 1931.

Q: Was the town warned?

A: Yes. We sent the first warning at four in the morning. The council says it never arrived.

Q: What happens now?

A: I think people are tired. We will rebuild the gauge by June.
"""

PRESS_RELEASE = """\
FOR IMMEDIATE RELEASE

Tallow & Reed opens its third plant in Merrow

Merrow, 14 May 2021 - Tallow & Reed, the country's largest maker of reed matting, today announced the opening of a third plant, which will create 250 jobs.

"This is a proud day for Merrow," said Henrike Oss, chief executive of Tallow & Reed. "Our people made it possible."

The company expects revenue to grow by 12% in 2022. It has invested 31 million crowns in the site since 2018.
"""

DENIALS = """\
The health ministry on Friday denied that any patient had died because of the power cut at Sorrel General Hospital.

Minister Adela Voss rejected claims that generators had failed, and denied having known of the fault. "I did not receive any such report," she told Channel Nine.

Her deputy, Piet Lomax, declined to comment. A spokesman for the hospital refused to say how many operations had been postponed.

The opposition says at least seven people died. The ministry has not confirmed the figure.
"""

ANONYMOUS = """\
Two officials familiar with the talks said the Kestrel government had offered to withdraw 3,000 troops from the border.

"They want this over before winter," one of the officials said, speaking on condition of anonymity.

Analysts say the offer is unlikely to be accepted. A senior diplomat described it as "a first step and nothing more".

Kestrel's army reportedly moved two brigades last week.
"""

COURT = """\
A Dunmore man stole £84,000 from the charity that employed him, a court has heard.

Gareth Plimley, 44, of Quarry Lane, admitted three counts of fraud at Dunmore Crown Court on Monday.

Prosecutor Ruth Ansell told the court that Plimley had made 211 transfers between 2016 and 2019. "He betrayed people who trusted him," she said.

Defending, Owen Tarrick said his client was ashamed and had repaid £12,500.

Judge Mary Stoll ruled that the sentence must be served at once. Plimley was jailed for 28 months.
"""

POLL = """\
A survey by the Halden Institute found that 61 percent of adults in Norvia want the ferry subsidy kept, up from 54 percent two years ago.

The poll of 1,204 people, carried out between 3 and 9 April, has a margin of error of three percentage points.

Fewer than one in five said they used the ferries every week. Two-thirds of those over 60 opposed any cut, the institute said.

"Support is broad but not deep," said Lena Marsk, who led the study.
"""

SPEECH = """\
Thank you. Thank you very much. It is good to be home.

When I took office, one in nine workers in this state had no job. Today unemployment stands at 3.9 percent, the lowest in forty years. We built 212 schools. We cut the debt by 1.4 billion crowns.

My opponent says the money was wasted. I say come and see the schools.

We must do more, and we will. God bless you all.
"""

LIVE_BLOG = """\
Storm Edda: live updates

14.05

Good afternoon. We will follow Storm Edda here as it crosses the Lorn islands.

14.20

Gusts of 143 km/h have been measured at Lorn Head, the weather service says.

14.41

Ferry operator SeaLine: All sailings are cancelled until Thursday.

15.02

"Stay at home," pleads fire chief Magnus Dahl. More than 2,300 homes are without power.
"""

BRITISH = """\
The health secretary has said waiting lists in Wessmere are ‘far too long’ but insisted that no hospital would close.

‘We are not going to shut a single ward,’ Fiona Carrow told the Wessmere Echo. ‘The players’ lounge rumours are “utter nonsense” and people’s fears are being stoked.’

Ms Carrow, who took over in May, added that 1,150 nurses had been hired since January.

‘That’s simply not true,’ said Labour’s Dev Anand. ‘In the ’90s we had twice as many beds.’
"""

NO_QUOTES = """\
The Tarn bridge was built in 1888 and carries about 11,000 vehicles a day. It was closed for repairs in April 2018 and has not reopened. The repairs were meant to cost 2 million crowns and take nine months. Four contractors have left the project. In 2020 engineers found cracks in three of its six piers.
"""

SATIRE = """\
Council To Replace Potholes With Smaller Potholes

GRUNNING - In a move hailed as historic, Grunning council voted 9-2 on Monday to replace every pothole in the town with two smaller potholes.

"Residents asked for change, and this is change," said councillor Bernard Tuck, standing in a pothole.

This is a work of satire. Any likeness to real councils is regretted.
"""

POSTS = """\
The governor was quick to answer her critics.

Our roads are the safest in the nation. Deaths fell by 22% in two years. — Nora Beck (@GovNoraBeck) May 3, 2019

On Twitter, Senator Paul Renn wrote: "Deaths fell everywhere. She did nothing."

Renn later deleted the post.
"""

UNCLOSED = """\
"The dam is safe, engineer Karl Ost said on Monday.

"We checked every gate, he added.

Ost said the dam holds 40 million cubic metres.

"It has never failed in 60 years," said Ost.
"""

PARAGRAPHS = """\
In a long statement, Governor Elena Prit defended the levy.

“The levy pays for the dykes. Without it the lower town floods.

“In 2012 we lost 340 houses in one night.

“I will not let that happen again,” Prit said.

Her predecessor, Jonas Wick, called the levy “a tax on breathing”.
"""

MIXED_SPEAKERS = """\
Finance minister Clara Obrecht and trade minister Stefan Lund disagreed in public on Wednesday.

Obrecht said the tariff would cost households 140 crowns a year. Lund said it would cost nothing.

He said her figures were “two years old”. She said he had signed them himself.

The prime minister, Rolf Aas, said the matter would be settled by Friday, adding that both ministers had his trust.
"""

# The traps of one real working day in one invented article.
STRAITS = """ date 2021-05-18 By Farid Nasirov

Valdorian Deputy Trade Minister Pavel Morenko has said the dispute over the Lesser Straits remains in the focus of the Valdorian government.

“Valdoria has always been an honest broker. The question of the straits stays on the desk of the president and the trade minister,” told Meridian News agency on May 18.

As Morenko stressed, help for both sides of the straits settlement is one of Valdoria’s unconditional priorities.

“Among the papers signed with Valdoria’s direct help is the 1997 passage agreement that has been the basis for calm ever since,” Morenko added.

Recalling Valdoria’s efforts, he described as an important step the signing of the Harrow Declaration in 2009, which is about the political settlement of the straits dispute.

“This is the first and so far the only document on the straits settlement signed by the leaders of Kessia and Tamar," he emphasized.

Morenko further told that Valdoria does its mediating work in close contact with Orlen and Dacian partners.

He reminded that in March 2020, in Harrow, Valdorian FM Viktor Sedov organized a meeting of the Kessian and Tamari FMs, and envoys of the Straits Group also took part.

“At this meeting, in line with the understandings reached by Kessian President Ilan Radu and Tamari Prime Minister Nils Petrosi in Dorn last year, concrete proposals were drafted to resume the talks on the settlement,” he stated.

As for the situation on the line of buoys, Morenko informed that it remains fairly calm.

“There is a telephone line between Kess and Tamar City. The parties declare their readiness to keep looking for a compromise. We support this attitude. There is a basis for work. The main thing is to show political will,” Morenko concluded.

Valdoria has significant potential to influence the course of events around the straits. Today, Valdoria is one of the chairs of the Straits Group, which leads the efforts to find a peaceful settlement. Valdoria, along with Orlen, has been mediating since the signing of a temporary ceasefire between Kessia and Tamar in 1997.

The Lesser Straits are Kessia’s breakaway waters which along with five adjacent islands were occupied by Tamari forces in a war in the late 1980s. More than 7,000 Kessians were killed and around half a million were displaced as a result of the fighting.

The 1997 ceasefire was followed by peace talks. To this day, Tamar has not implemented three resolutions of the League Council on withdrawal of its forces from the straits.
"""

GERMAN = """\
Der Bürgermeister von Altenried sagte am Montag, die Stadt habe im vergangenen Jahr 340 neue Wohnungen gebaut. „Wir sind stolz darauf“, sagte er. Die Opposition bezweifelt die Zahl und fordert einen Bericht.
"""
