"""Generated prints with texts in both languages: words are as unevenly frequent as in real texts, Danish and English say the same."""
import random

# Danish and English; the first of a list are drawn far more often than its last.
SUBJECTS = [pair.split("=") for pair in """havn=harbour|båd=boat|hus=house|hav=sea|lys=light|skov=forest|vinter=winter|gade=street
bro=bridge|kirke=church|fyrtårn=lighthouse|portræt=portrait|kvinde=woman|træ=tree|fugl=bird|blomst=flower|regn=rain|måne=moon|by=town
mølle=mill|hest=horse|landskab=landscape|vindue=window|krage=crow|tåge=fog|kyst=coast|fisker=fisherman|skib=ship|nat=night|have=garden
opstilling=still life|kvæde=quince|æble=apple|ugle=owl|svane=swan|kat=cat|trappe=stairs|spejl=mirror|krukke=jar|bjerg=mountain|flod=river
hånd=hand|bog=book|sommer=summer|efterår=autumn|storm=storm|bølge=wave|eng=meadow|ø=island|dør=door|stol=chair|gård=farm|fabrik=factory
jernbane=railway|tårn=tower|klippe=cliff|lade=barn|gadelygte=street lamp|marked=market|kaj=quay|hval=whale|pære=pear|hare=hare
""".replace("\n", "|").strip("|").split("|")]
ADJECTIVES = [pair.split("=") for pair in (
    "gammel=old|stille=quiet|mørk=dark|lille=small|blå=blue|tom=empty|våd=wet|fjern=distant|varm=warm|kold=cold|sort=black|hvid=white|"
    "glemt=forgotten|forladt=abandoned|bred=broad|sen=late|tidlig=early|dyb=deep|sløret=blurred|blank=shining").split("|")]
TIMES = [pair.split("=") for pair in (
    "om morgenen=in the morning|om aftenen=in the evening|i skumringen=at dusk|ved daggry=at dawn|om natten=at night|efter regnen=after the rain|"
    "i modlys=against the light|før stormen=before the storm|i sneen=in the snow|ved ebbe=at low tide").split("|")]
TECHNIQUES = ["Etching", "Aquatint", "Drypoint", "Mezzotint", "Etching and aquatint", "Soft ground etching", "Engraving", "Photogravure",
              "Sugar lift aquatint", "Line etching", "Carborundum", "Linocut"]
PAPERS = ["Hahnemühle 300 g", "Somerset Satin", "Zerkall", "Rives BFK", "Fabriano Rosaspina", "Gampi", "Arches"]
SENTENCES = [  # {s} subject, {a} adjective, {t} time of day, {p} place, {r} a second subject
    ("Pladen blev ætset to gange, så linjen i {s} står dyb og blød.", "The plate was bitten twice, so that the line of the {s} stands deep and soft."),
    ("Tegnet ved {p} {t}, siden overført til kobberet.", "Drawn at {p} {t}, later transferred to the copper."),
    ("En {a} {s} og en {r}, set fra vinduet i værkstedet.", "A {a} {s} and a {r}, seen from the window of the workshop."),
    ("Tonen i himlen er akvatinte, lagt med fint harpiks.", "The tone of the sky is aquatint, laid with fine rosin."),
    ("Hun standsede her hver dag for at se på lyset over {p}.", "She stopped here every day to look at the light over {p}."),
    ("Trykt i hånden på en gammel dybtrykspresse, sværte blandet med lidt umbra.", "Printed by hand on an old intaglio press, black ink with a little umber."),
    ("Motivet vender tilbage: {s}, {r}, og den {a} luft imellem.", "The motif returns: {s}, {r}, and the {a} air between them."),
    ("Det var {a} den dag i {p}, og {s} lå der som altid.", "It was {a} that day in {p}, and the {s} lay there as always."),
    ("Graten fra koldnålen holder kun til de første tyve aftryk.", "The burr of the drypoint lasts for the first twenty impressions only."),
    ("Forlægget er et fotografi fra {p}, fundet i en kasse på et loftsrum.", "The source is a photograph from {p}, found in a box in an attic."),
    ("{S} {t} er et minde mere end et sted.", "The {s} {t} is a memory more than a place."),
    ("Bladet er trykt på fugtet papir med pladetone langs kanten.", "The sheet is printed on damp paper with plate tone along the edge.")]
SYLLABLES = "al bor dan el fal gren hol ing kal lund mar nes od pil rand sand tor ul ves vig by strup lev rup skov bjerg holt mose toft".split()


def place(number):
    """One of any number of made-up places."""
    chosen = random.Random(number)
    return "".join(chosen.choice(SYLLABLES) for _ in range(chosen.choice((2, 2, 3)))).capitalize()


class Draw:
    """Draws so that the n-th of a list comes about 1/n as often as its first."""

    def __init__(self, items):
        self.items, total, self.sums = items, 0.0, []
        for rank in range(len(items)):
            total += 1 / (rank + 3)
            self.sums.append(total)

    def __call__(self, random_):
        return random_.choices(self.items, cum_weights=self.sums)[0]


def prints(count, seed=1):
    """`count` dictionaries: id, title, description and subject as (Danish, English), tags, and what is filtered by."""
    random_ = random.Random(seed)
    subjects, adjectives, times, techniques = Draw(SUBJECTS), Draw(ADJECTIVES), Draw(TIMES), Draw(TECHNIQUES)
    places = Draw([place(n) for n in range(min(20_000, max(500, count // 5)))])
    for number in range(1, count + 1):
        subject, other, adjective, time, where = (draw(random_) for draw in (subjects, subjects, adjectives, times, places))
        sentences = random_.sample(SENTENCES, random_.choice((3, 4, 5, 6)))

        def filled(language):
            words = {"s": subject[language], "S": subject[language].capitalize(), "r": other[language], "a": adjective[language],
                     "t": time[language], "p": where}
            title = random_.choice(("{S}", "{S} {t}", "{a} {s}", "{S} ved {p}" if language == 0 else "{S} at {p}", "{S}, {p}"))
            return title.format(**words).capitalize() if title == "{a} {s}" else title.format(**words), \
                " ".join(sentence[language] for sentence in sentences).format(**words)

        texts = [filled(0), filled(1)]
        yield {"id": number, "title": tuple(text[0] for text in texts), "description": tuple(text[1] for text in texts),
               "subject": tuple(subject), "tags": sorted({subjects(random_)[1] for _ in range(random_.choice((1, 2, 3)))}),
               "technique": techniques(random_), "paper": random_.choice(PAPERS), "year": 1975 + int(50 * random_.random() ** 0.5),
               "height": random_.randrange(80, 700, 5), "width": random_.randrange(80, 700, 5),
               "price": random_.randrange(600, 12_000, 100), "gallery": random_.randrange(1, 51),
               "availability": random_.choice(("available", "available", "available", "sold", "reserved"))}
