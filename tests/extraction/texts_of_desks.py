# ruff: noqa: E501
"""Articles of several desks, written for these tests: places and people are invented."""

HARBOUR = """\
Harbour dues to rise by a third, port director says

By Astrid Kolm

Fees for small boats in Skarvik will go up by 34 percent in January, port director Henning Vold told Radio Fennmark on Tuesday.

“Dredging costs twice what it did in 2021,” Vold said in the interview. “We have no choice.”

In a statement on Wednesday, the Skippers’ Association called the increase “an eviction notice”. Its chairwoman, Sunniva Brekke, told us that forty members were considering leaving. “We were promised a freeze until 2027,” she said.

Speaking at a rally last Saturday, opposition councillor Petter Lunde accused the port of hiding a surplus of 12 million kroner. Vold denied that. In a letter sent to the council in May, seen by the Courier, he writes that the reserve “is spoken for”.

The council will vote on the budget on Friday, its spokesman said yesterday.
"""
INQUEST = """\
Nurse ‘warned managers four times’, inquest told

A ward nurse warned managers four times that an alarm was broken, an inquest heard on Wednesday.

Beth Sallow, 34, told the coroner that she had written to the ward manager, Colin Reeve, in March. ‘He said the part was on order,’ she said. ‘Nobody came.’

Mr Reeve told the hearing he had been told by the supplier, Medivane, that the alarm was safe. ‘I believed them,’ he said.

The coroner, Dr Priya Nandan, asked whether he had checked. ‘No,’ Mr Reeve replied.

According to a report by the trust, cited by the family’s lawyer, Gareth Finch, the alarm failed 11 times in 2023. The trust declined to comment while the inquest was going on.

Ms Sallow’s mother, Joan, said outside the court that her daughter ‘did everything right’.
"""
GLACIER = """\
‘The glacier will not wait for us’

Glaciologist Ana Lucía Ferro spent thirty years on the Pacaray. She spoke to Mirador about what is left of it.

Mirador: How much ice has gone?

Ferro: Since 1994 we have lost 41 percent of the mass. The ministry says a third. They measure area, not volume.

Mirador: The mining company says its road has no effect.

Ferro: A colleague showed me their own dust readings. They found soot at every station. The company told parliament in 2022 that there was none.

Mirador: Do you still hope?

Ferro: My students do. I plan to retire in June.

The company, Minera Huasi, wrote in an email that it “follows all standards”.
"""
BORDER_POST = """\
Tarvan ready to reopen border post, deputy minister says

BALAN, September 20. Tarvan’s Deputy Foreign Minister Rustam Ileyev has said the border post at Koy-Suu can reopen within weeks.

“We see no obstacle on our side,” Ileyev told the Altyn news agency on September 18.

The deputy minister further noted that 340 trucks a day used the post before it was closed in 2021. He recalled that the two presidents had agreed on joint patrols at their meeting last year.

As regards the detained drivers, informed that all nine would be released.

On Monday, the foreign minister of Kesh, Aida Turan, wrote on Telegram that her country “has heard such words before”. She said that Kesh was told nothing of the plan.

“Kesh affirms that it will honour the accord of 2019,” her ministry said in a statement later that day.
"""
LOOMLY = """\
Loomly to cut 900 jobs, sources say

Loomly, the maker of sewing robots, plans to cut 900 jobs by March, two people familiar with the matter said on Monday.

A spokeswoman for the company declined to comment. In an internal memo dated Oct. 9, chief executive Dana Marchetti told staff that “hard weeks are ahead”, according to a copy reviewed by Ledger & Loom.

The Zürn Post reported last week that Loomly had lost its largest customer. Analyst Pieter Vos at Bank Halder said the report was “plausible”; he expects a loss of 80 million francs this year.

Marchetti posted on LinkedIn on Tuesday: “Rumours are not strategy.” She did not respond to questions. One former engineer, who asked not to be named, said he had been told to delete test results.

The labour ministry said it had not been notified. Union leader Ruth Amsler believes management is waiting for the tax ruling. “They know the law,” Amsler said. “They hope we do not.”
"""
PIPELINE = """\
FOR IMMEDIATE RELEASE

Corvale Water completes Ardmoor pipeline

Ardmoor, 2 April 2025 – Corvale Water today announced that the 62-kilometre Ardmoor pipeline is in service.

“This is the largest investment in our history,” said Maureen Tighe, Chief Executive of Corvale Water. “It will secure supplies for 410,000 people.”

Councillor Oisín Darragh commented: “Ardmoor has waited twenty years for this.”

An independent review published in February found that leakage in the region had fallen by 18 percent.

Media contact: press office
"""
SMOKEHOUSE = """\
The last smokehouse

Old Marit Hove does not own a telephone. Her son says she threw it into the fjord.

“He told everybody that,” she says. “It was the cat.” In 1978, she recalls, the inspector said: ‘You will be closed by Easter.’ “I told him, ‘Which Easter?’”

Her neighbour, Jon Aas, thinks she was right. The county, he says, had promised the village a ferry and never sent one. Last week he wrote in the Brisling that the smokehouse should be listed.

The county’s conservator, Eli Mo, said by phone on Thursday that an application had been received. She would not say when it would be decided. Hove’s son told her in July that the roof was leaking, Mo said.

“Nobody asks the fish,” Hove says.
"""
FLOOD_MAPS = """\
Minister under fire over flood maps

Environment minister Carla Zeman said on Channel Six’s breakfast programme on Wednesday that the flood maps were “three years out of date”.

Hours later her deputy, Olin Marsh, told a news conference that the maps had been updated in October. “I do not know where the minister got her figures,” he said.

“Resign,” opposition leader Tove Rasmus wrote on X.

In an interview with the Sunday Lantern published last month, Zeman said 14,000 homes were at risk. The National Flood Office put the number at 22,000 in a report released in December.

Zeman’s office said in an emailed statement that she “misspoke”. Insurers are reportedly preparing higher premiums, and an industry group, Shield, warned that cover could become unaffordable. Residents of Lower Wick, who were told on Sunday to leave, say nobody has called them since.

The prime minister is understood to have asked Zeman for an explanation by Friday.
"""
