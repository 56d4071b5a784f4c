"""Word lists about people and organisations: titles, roles, given names, what is a document and what a crowd."""

from claims.extraction.words import word_set

MALE_TITLES = word_set(
    "mr sir lord king prince father fr rabbi imam sheikh congressman spokesman chairman baron duke count"
)
FEMALE_TITLES = word_set(
    "mrs ms miss lady dame queen princess sister congresswoman spokeswoman chairwoman baroness duchess countess"
)

# Words that stand before a name and are not part of it, and the head nouns of roles.
ROLES = word_set("""
    president vice-president minister premier chancellor secretary senator congressman congresswoman
    representative governor mayor deputy ambassador envoy spokesman spokeswoman spokesperson chairman chairwoman
    chair chairperson chief head director manager officer commissioner judge justice attorney prosecutor lawyer
    solicitor barrister general colonel captain major lieutenant sergeant admiral commander marshal professor
    doctor dean rector economist analyst strategist historian scientist researcher expert author writer editor
    reporter correspondent columnist journalist presenter host anchor coach striker captain player singer actor
    actress director producer founder co-founder owner executive ceo cfo coo cto boss leader co-leader activist
    organizer organiser campaigner advocate councillor councilman councilwoman alderman lawmaker legislator mp
    mep msp member candidate nominee contender whip speaker treasurer adviser advisor aide counsel counselor
    counsellor delegate diplomat consul king queen prince princess pope bishop archbishop cardinal imam rabbi
    pastor reverend priest sheikh emir sultan emperor duke teacher principal headteacher headmaster nurse
    surgeon physician farmer resident witness neighbour neighbor victim defendant plaintiff detective constable
    superintendent inspector sheriff trooper agent fm pm dm ombudsman auditor inspector-general controller
    comptroller chancellor pollster consultant psychologist sociologist biologist geologist meteorologist
    epidemiologist engineer architect scholar fellow lecturer student veteran operative manager mother father
    brother sister wife husband son daughter widow friend neighbour partner colleague teammate rival counterpart
    successor predecessor incumbent official
    """)
HONORIFICS = word_set("""
    mr mrs ms miss mx dr prof sir dame lord lady rev revd fr sr st hon gen col lt cpl sgt maj capt cmdr adm gov
    sen rep pres amb sens reps messrs supt insp det cllr
    """)
ROLE_MODIFIERS = word_set("""
    deputy vice prime foreign former ex acting interim first second assistant associate senior junior chief
    defence defense finance interior health education trade justice home transport energy environment labour
    labor press general attorney state federal national regional local european union lead co executive managing
    campaign communications house senate majority minority opposition party supreme high court police fire city
    county district then incoming outgoing late republican democratic democrat conservative liberal green
    independent liberal-democrat gop tory public relations affairs security intelligence budget policy
    """)
# Small words inside personal names.
PARTICLES = word_set("de del della da di do dos du van von der den ter ten la le el al bin ibn ben abu y e zu af st")

ORGANISATION_NOUNS = word_set("""
    company firm agency ministry government administration department office bureau authority council commission
    committee board party group organisation organization association union federation university institute
    hospital school court tribunal police army military navy force bank fund parliament congress senate house
    assembly cabinet campaign team club league charity foundation network newspaper paper magazine channel
    station outlet site website service court embassy consulate watchdog regulator opposition institute union
    centre center society board panel inquiry ombudsman treasury alliance coalition bloc delegation prosecution
    defence defense operator airline manufacturer maker developer church palace
    """)
DOCUMENT_NOUNS = word_set("""
    report study survey poll paper article story analysis document memo letter email e-mail statement release
    book filing lawsuit complaint indictment ruling judgment judgement transcript record data figure figures
    statistic statistics estimate census research review audit investigation inquiry findings finding draft bill
    law resolution agreement treaty dossier affidavit results result polls surveys studies reports documents
    emails records numbers ad advert advertisement video audio tape recording photograph photo post tweet blog
    editorial column petition sign slogan banner notice chart graph evidence
    """)
UNNAMED_NOUNS = word_set("""
    official source person people insider expert analyst critic observer witness resident supporter opponent
    aide adviser advisor diplomat lawmaker voter protester activist campaigner scientist researcher economist
    investor trader doctor neighbor neighbour friend relative member other one some many few most several
    several all others republican democrat conservative liberal man woman employee worker staffer operative
    strategist passenger survivor spokesman spokeswoman spokesperson representative lawyer prosecutor teacher
    parent student fan user reader farmer leader commentator pundit historian journalist reporter
    """)

MEDIA_WORDS = word_set("""
    agency newspaper paper daily weekly magazine channel station broadcaster network radio tv television news
    times post herald tribune journal gazette guardian telegraph mirror chronicle courier observer standard
    review press wire reuters afp ap bbc cnn nbc abc cbs msnbc npr pbs sky bloomberg politico podcast programme
    program show outlet website site service mail sun star ria novosti tass interfax xinhua dpa efe ansa anadolu
    kyodo yonhap pti upi sputnik jazeera breitbart axios slate vox buzzfeed newsnight newsroom periscope
    economist atlantic newsweek spiegel figaro monde corriere pais welt zeit bild express examiner inquirer
    dispatch globe monitor independent echo argus today broadcast
    """)
PLATFORMS = {
    "twitter": "Twitter",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "telegram": "Telegram",
    "youtube": "YouTube",
    "tiktok": "TikTok",
    "linkedin": "LinkedIn",
    "mastodon": "Mastodon",
    "bluesky": "Bluesky",
    "reddit": "Reddit",
}

MALE_NAMES = word_set("""
    aaron abdul abdullah abraham adam adrian ahmad ahmed alan albert alejandro aleksandr aleksei alex alexander
    alexei alexey alfred ali allan allen amir anders andre andreas andrei andrew andrey andy angus anthony
    antonio anwar arman arthur artur ashraf barack barry bart ben benjamin bernard bernie bill billy bob bobby
    boris brad bradley brandon brendan brett brian bruce bryan carl carlos cedric chad charles charlie chris
    christian christopher chuck colin corey craig curtis dale dan daniel darren dave david dean dennis derek
    diego dieter dmitri dmitry dominic don donald doug douglas duncan dwight ed eddie edgar edmund eduardo
    edward edwin emil emmanuel enrique eric erik ernest ethan eugene evan felix fernando francis francisco
    francois frank franklin fred frederick gareth gary gavin gennady geoffrey george georgi gerald gerard
    gilbert giovanni glenn gordon graham grant greg gregory guillermo gunther gustavo guy hamid hans harold
    harry hassan heinz henri henry herbert herman hideo hiroshi howard hugh hugo hussein ian ibrahim igor ilham
    ilya imran isaac ismail ivan jack jacob jacques jake jamal james jamie jan jared jason javier jay jean jeb
    jeff jeffrey jens jeremy jerome jerry jesse jesus jim jimmy joachim joe joel johan john johnny jon jonathan
    jorge jose josef joseph josh joshua juan julian julio jurgen justin kamal karim karl keith ken kenneth kenji
    kevin khalid klaus konstantin kurt kyle lance larry lars laurent lawrence lee leo leon leonard leonid lewis
    liam lindsey lionel lloyd louis lucas luis luke magnus mahmoud malcolm manuel marc marcel marco marcus mario
    mark martin marvin mateo matt matthew maurice max maxim mehdi mehmet melvin michael michel miguel mikael
    mike mikhail milos mitch mitt mohamed mohammad mohammed morris moses muhammad murat mustafa nathan nathaniel
    neil nicholas nicolas nicolae nigel nikita nikol nikola nikolai noah norman oleg oliver omar oscar osman
    otto owen pablo paolo pascal patrick paul pavel pedro peter petr phil philip philippe pierre piotr rafael
    rajiv ralph ramon rand randy raul ravi ray raymond recep reginald rene rex ricardo richard rick ricky rob
    robert roberto rod rodney rodrigo roger roland roman ron ronald ross roy rudolph rudy rupert russell ryan
    sajid salman sam samuel sanjay santiago scott sean sebastian serge sergei sergey seth shane shaun shinzo
    sidney simon stanley stefan stephen steve steven stuart sven taro ted terry theodore thomas tim timothy toby
    todd tom tommy tony travis trevor tyler umar usman vaclav victor viktor vincent vitaly vladimir vyacheslav
    walter warren wayne wilhelm will william wolfgang xavier yasser yuri yusuf zachary zoran newt marat arjun
    piers rohan tariq tomas ole lech nils jonas tobias felipe ruben
    """)
FEMALE_NAMES = word_set("""
    abigail ada agnes aisha alexandra alice alicia alina alison allison amanda amelia amina amy ana anastasia
    andrea angela angelina anita ann anna anne annette annie antonia april arlene ashley astrid audrey barbara
    beatrice becky bernadette beth bethany betty beverly birgit bonnie brenda bridget brigitte brittany camilla
    carla carly carmen carol carole caroline carolyn catherine cecilia charlene charlotte chelsea cheryl chloe
    christina christine cindy claire clara claudia colleen connie cristina crystal cynthia daniela danielle dawn
    deborah debra denise diana diane dolores donna doris dorothy edith eileen elaine eleanor elena elisabeth
    elise eliza elizabeth ella ellen elsa emily emma erica erin esther ethel eva eve evelyn fatima faye fiona
    florence frances francesca gabriela gail georgia geraldine gerda gillian gina ginger gisela giulia gladys
    gloria grace greta gretchen gwen hannah harriet hazel heather heidi helen helena helga henrietta hilary
    hillary holly huma ida ilse imelda ines ingrid irene irina iris irma isabel isabella ivana ivanka jackie
    jacqueline jana jane janet janice jasmine jean jeanette jeanne jenna jennifer jenny jessica jill joan joanna
    joanne jocelyn jodie josephine joy joyce juanita judith judy julia juliana julie juliet june kamala karen
    karin karla kate katharina katherine kathleen kathryn kathy katie katrina katya kayla kayleigh keiko
    kellyanne kerry kim kimberly kirsten kristen kristin laila lara larisa laura lauren layla leah leila lena
    leslie lidia lilian lily linda lisa liz lois lola loretta lori lorraine louisa louise lucia lucille lucy
    ludmila lydia lynn mabel madeleine madison maggie malala mandy marcia margaret margarita maria marianne
    marie marilyn marina marjorie marlene marta martha mary maryam matilda maureen megan meghan mei melanie
    melania melinda melissa mercedes meredith mia michelle mildred mina miriam moira molly monica monika nadia
    nancy naomi natalia natalie natasha nicola nicole nina nora noreen norma olga olivia paige pamela patricia
    patty paula pauline peggy penelope penny petra phoebe phyllis polly priscilla priti rachel rebecca regina
    renee rhonda rita roberta robin rosa rosalind rose rosemary roxanne ruth sabine sabrina sally samantha
    sandra sara sarah sheila shirley silvia simone sofia sonia sophia sophie stacey stella stephanie sue susan
    susanne suzanne svetlana sylvia tamara tanya tara tatiana teresa theresa tina tracy ulrike ursula valentina
    valerie vanessa vera veronica victoria viola virginia vivian wanda wendy whitney wilma winifred xenia yasmin
    yoko yolanda yvette yvonne zahra zainab zoe hedda leonie mirela odile petronella salma
    """)
# Names given to both, or that only look settled: no gender is read from them.
UNDECIDED_NAMES = word_set(
    "jean kim kerry robin leslie andrea lee jamie terry jackie pat chris alex sam dana taylor jordan morgan"
)


def gender_of(first_name: str) -> str | None:
    """ "m", "f" or None."""
    name = first_name.lower().rstrip(".")
    if name in UNDECIDED_NAMES:
        return None
    if name in MALE_NAMES:
        return "m"
    return "f" if name in FEMALE_NAMES else None
