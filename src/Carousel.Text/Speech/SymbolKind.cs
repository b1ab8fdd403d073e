namespace Carousel.Speech;

/// <summary>What a transcript is made of.</summary>
public enum SymbolKind
{
    /// <summary>Characters, the blank between words among them: any word can be written.</summary>
    Letters,

    /// <summary>Whole words of a closed list, such as digits and commands.</summary>
    Words,
}
