namespace Carousel.Tasks.Tagging;

/// <summary>How labels of tokens mark spans of several tokens.</summary>
public enum LabelScheme
{
    /// <summary>Each label stands for itself: parts of speech.</summary>
    Plain,

    /// <summary>I inside a span; B only where a span follows one of its type at once (Ramshaw and Marcus 1995).</summary>
    Iob1,

    /// <summary>B at the first token of each span, I behind it.</summary>
    Iob2,

    /// <summary>I inside a span; E only where a span of its type follows at once.</summary>
    Ioe1,

    /// <summary>E at the last token of each span, I before it.</summary>
    Ioe2,

    /// <summary>B, I, E, and S for a span of one token; also written BILOU and BMEWO.</summary>
    Iobes,
}

/// <summary>Schemes in words.</summary>
internal static class LabelSchemes
{
    /// <summary>Such as <c>IOB2</c>.</summary>
    public static string InWords(this LabelScheme scheme) => scheme.ToString().ToUpperInvariant();
}
