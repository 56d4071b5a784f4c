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
    pastor reverend priest sheikh emir sultan emperor duke teacher principal headteacher headmaster headmistress nurse
    surgeon physician farmer resident witness neighbour neighbor victim defendant plaintiff detective constable
    superintendent inspector sheriff trooper agent fm pm dm ombudsman auditor inspector-general controller
    comptroller chancellor pollster consultant psychologist sociologist biologist geologist meteorologist
    epidemiologist engineer architect scholar fellow lecturer student veteran operative manager mother father
    brother sister wife husband son daughter widow friend neighbour partner colleague teammate rival counterpart
    successor predecessor incumbent official
    """)
WOMEN = word_set(
    "woman businesswoman actress congresswoman mother wife widow daughter sister girl grandmother aunt niece nun"
)
MEN = word_set("man businessman congressman father husband widower son brother boy grandfather uncle nephew monk")
# What people are by trade or kin, where no office is meant.
PEOPLE = (
    ROLES
    | WOMEN
    | MEN
    | word_set("""
    driver baker fisherman shepherd carpenter weaver miner sailor pilot farmer shopkeeper innkeeper hydrologist
    linguist chemist physicist ecologist oceanographer seismologist virologist demographer statistician librarian
    archivist curator photographer painter sculptor composer poet novelist translator gardener cook chef waiter
    runner swimmer cyclist defender midfielder goalkeeper forward skipper referee umpire boxer champion winner
    chairwoman chairman retiree pensioner graduate trainee apprentice volunteer organiser veteran survivor refugee
    midwife dentist vet pharmacist paramedic firefighter carer caretaker clerk accountant banker investor trader
    entrepreneur spokesperson bishop abbot novice rector mechanic electrician plumber builder beekeeper
    """)
)
HONORIFICS = word_set("""
    mr mrs ms miss mx dr prof sir dame lord lady rev revd fr sr st hon gen col lt cpl sgt maj capt cmdr adm gov
    sen rep pres amb sens reps messrs supt insp det cllr
    """)
# How a title before a name is written out in a role.
SPELLED_OUT = {
    "gen": "General",
    "col": "Colonel",
    "lt": "Lieutenant",
    "cpl": "Corporal",
    "sgt": "Sergeant",
    "maj": "Major",
    "capt": "Captain",
    "cmdr": "Commander",
    "adm": "Admiral",
    "gov": "Governor",
    "sen": "Senator",
    "rep": "Representative",
    "pres": "President",
    "amb": "Ambassador",
    "prof": "Professor",
    "rev": "Reverend",
    "supt": "Superintendent",
    "insp": "Inspector",
    "det": "Detective",
    "cllr": "Councillor",
}
# Given names that are places at least as often.
ALSO_PLACES = word_set(
    "milan florence victoria virginia georgia sofia chad jordan santiago carolina paris adelaide regina vienna austin "
    "lorraine alexandria israel kingston charlotte dallas madison houston lincoln"
)
PARTIES = word_set("republican democrat democratic conservative labour liberal green socialist independent gop tory")
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
    editorial column petition sign slogan banner notice chart graph evidence memoir memoirs autobiography diary
    portal register registry log logbook chronicle message messages readout account transcript bulletin circular leaflet
    guideline guidelines tally count minutes database receipt receipts invoice invoices website archive
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
    teodoro joaquim gergely josephat metodije batzorig sizwe anselm ernesto leopold bashir
    abdi abebe adebayo adeyemi aidan akira aleks alessandro alexandru alfonso alhassan alonso amadou anatoly anil
    ansel anton antoni ardal arash aron artem arvid ashok asif atila attila babak bakari baltasar bartosz bashir
    benedikt bengt bilal bjorn björn bogdan bohdan branko brice bruno caleb callum cathal cem cesar césar chidiebere
    chinedu ciaran ciarán claudio conor cormac cosmin csaba dace dag dagfinn daisuke damir dario darragh davide
    davit declan denis deniz desmond dimitar dimitri dimitris dinesh dirk donal dragan dusan dušan eamon eamonn
    eino einar elias emeka emre enzo esteban fabian fabio fadi faisal farhad farid fergus fernand finn fintan
    florian fredrik fyodor gabor gábor gaston georgios ghassan gheorghe giorgi giorgos giuseppe gonzalo goran
    graeme haakon haim hakan hakim halil hamza haris harald haruto hector héctor helmut henrik henryk hiroto horst
    idris ignacio imre ingmar ioannis ion isidro istvan istván ivo jabari jakob jakub janos jános janusz jari
    jaroslav javad jiri jiří joao joão joaquin joaquín johann johannes jorgen juha juma jussi kaan kacper kaito
    kamil kareem karel kaspar kazimierz kemal kerem khaled kieran klaas kofi kristian kwabena kwaku kwame lachlan
    ladislav lajos laszlo lászló leandro lennart leszek levan levent liviu lorenzo luca luciano luka mads mahdi
    malik manish manoj marek marian marius marko martijn masato mateus mateusz matthias mauricio maurizio mehdi
    mickey mihai mikko mikolaj milan mirko miroslav mladen mohamad mohan mostafa moussa nabil naoki naveen nasser
    nasir neville niall niklas nikhil nikos nuno obinna oisin olaf olumide omari orhan oskar ousmane owain padraig
    pádraig pavle pavlo pekka per piet pieter predrag prakash radek radoslav radu rafal rahul raj rajesh rakesh
    ramesh rami ramón rasmus rashid rastislav ravil reza riccardo rico rizwan rolf romain rostam roy rui ryszard
    sabri saeed salim salvatore sameer sami samir sandor sándor sanjiv saul sebastien sekou selim
    senthil seán sergio serhii serhiy sigurd silvio simeon siddharth slavko slobodan soren søren stanislav stanislaw
    stefano stelios stig suleiman sunil suresh sven taavi tadeusz takashi tamas tamás taras tariku tendai teodor
    thabo theo tibor tiernan timur toivo tomasz tore torsten tunde ulf uros urs usama vadim valentin vasil vasile
    vasily vasyl vikram vijay viljo vito vitor volodymyr wael walid waseem wim wojciech wout yannis yaroslav yasin
    yassin yevgeny yiannis yosef youssef yousef yukio yuki yuriy yusuf zaid zbigniew zdenek zeljko zoltan zoltán zubair
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
    abena adaeze adwoa agata agnieszka aida aigerim ailsa aino aishwarya akosua alba aleksandra alena alessandra
    alexia alma alya amara amal amira anahit anastasiya anca andreea anele aneta angelica anjali anka anneke
    annika antonina anya aoife aria ariana asha asma astri aurelia ayaka ayse ayşe azra bahar beata bianca birgitta
    blanca bozena branka brigid bronagh bronwen busisiwe camila candice caoimhe carina carmela catarina ceren chiara
    chiamaka chidinma chioma ciara concepcion consuelo dagmar dalia danuta daria deepa dervla dilnoza dilara dina
    divya dolores dominika dorota dragana edita efua ekaterina elif elina elisa elisabetta elke elvira emine
    enrica erika esra esperanza eszter evgenia ewa farah farida fatma fatou fatoumata fernanda filipa fiorella
    folake francoise frida funmi gabriella galina geeta genoveva giovanna gordana graciela grainne gráinne greta
    gulnara gwendolyn hadija hafsa halina halima hana hanna hanne hatice helene hodan ilaria iman inga ingeborg
    inger ioana irena isha iva ivanka iwona iveta izabela jadwiga jamila jana jasna jaya jelena joana jolanta jovana
    julieta kadija kalina kamila karima karolina kasia katarina katarzyna katja katrin kavita khadija kinga kirsti
    klara kristina krystyna lakshmi lamia larissa latifa laure laurence leila leyla lidija liliana lina linnea liv
    ljubica lucía lucie luisa lusine maeve magda magdalena maja majken malgorzata manuela mara mareike margit
    margrethe mariam mariana marija marisol marit marlena marwa marzena mathilde maya mayumi meera meera mei-ling
    merete michaela mila milena milica mirjam mirka miroslava monique montserrat nadezhda nadine nafisa naima
    najwa nana nandi natalija nathalie neha nela nevena ngaio niamh nicole nikolina nilufer nino noor noora norah
    nour nuala nura nurul oksana oleksandra olena olga ondine orla orlaith ornella paloma paola parvati pauline
    petronela piroska pooja priya radka raisa rania ranjini rasha reem regine renata reyhan riitta rima rita roisin
    róisín rosalia roza rukmini ruxandra saadia sabina sadia safiya saima salome samira sanja sanna saoirse saskia
    selin selma seema shabana shanti shirin siham sigrid silje silvana simona sindre sinead sinéad siobhan siobhán
    sladjana slavica snezana sofie soledad solveig sorcha stefania sumaya sunita svetla swati tahira tamar tanja
    tatjana temitope tereza thandiwe thandi theodora tina tomasa tove tuba tuuli ursa urszula vanja vera vesna
    vida viktoria violeta vlasta wafa wangari wanjiru wiktoria xiomara yaa yael yana yelena yetunde yesenia yulia
    yuliya zahara zainab zanele zara zdenka zehra zeynep zita zlata zofia zorica zsofia zsuzsanna zuzana ilse leni
    liesel heike helga katrine kirstine lone mette pernille signe sunniva trine tuva tyra vigdis ylva ása
    """)
# Names given to both, or that only look settled: no gender is read from them.
UNDECIDED_NAMES = word_set(
    "jean kim kerry robin leslie andrea lee jamie terry jackie pat chris alex sam dana taylor jordan morgan"
)


# Given names whose bearers may be anyone; known to be names all the same.
GIVEN_NAMES = word_set("""
    wei ming li xin jing yan hui ying jun min chen yu xiao hyun jin soo ji hee young kwame kofi kojo chidi emeka
    ifeanyi sasha nikita zhenya aryeh ari noa tal noam yuval harper riley quinn rowan avery blake cameron casey
    devon drew emerson finley hayden jaden kai kendall logan parker peyton reese rory sage sawyer skyler spencer
    tatum dev kiran jyoti manpreet gurpreet harpreet simran tenzin ngozi ade ayo tunde
""")


def is_given_name(word: str) -> bool:
    """Whether a word is known as a first name, whoever bears it."""
    name = word.lower()
    return name in MALE_NAMES or name in FEMALE_NAMES or name in UNDECIDED_NAMES or name in GIVEN_NAMES


def gender_of(first_name: str) -> str | None:
    """ "m", "f" or None."""
    name = first_name.lower().rstrip(".")
    if name in UNDECIDED_NAMES:
        return None
    if name in MALE_NAMES:
        return "m"
    return "f" if name in FEMALE_NAMES else None
