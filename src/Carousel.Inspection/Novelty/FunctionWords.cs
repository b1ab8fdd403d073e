namespace Carousel.Inspection.Novelty;

/// <summary>
/// English words that say how others belong together and not what a text is about: the list that Hearst 1997 leaves out
/// before words are compared.
/// </summary>
internal static class FunctionWords
{
    /// <summary>
    /// Articles, pronouns, prepositions, conjunctions, auxiliary verbs and the commonest adverbs, in lower case.
    /// </summary>
    public static IReadOnlySet<string> English { get; } = new HashSet<string>(
        ("a an the this that these those some any no every each all both either neither such other another same own "
        + "i me my mine myself you your yours yourself he him his himself she her hers herself it its itself we us our "
        + "ours ourselves they them their theirs themselves thou thee thy one "
        + "who whom whose which what where when why how whether "
        + "of to in on at by for from with without into onto upon over under above below about after before behind "
        + "between among through during against along across around off out up down near toward towards till until "
        + "since beyond within "
        + "and or but nor so yet if then than as because though although while unless lest "
        + "be am is are was were been being have has had having do does did doing done will would shall should can "
        + "could may might must ought let "
        + "not never ever now here there again once only just even still too very much more most many few less least "
        + "quite rather almost also well thus hence therefore however s t d ll re ve m").Split(' '),
        StringComparer.Ordinal);
}
