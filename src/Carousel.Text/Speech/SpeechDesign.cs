using Carousel.Jobs.Fitting;
using Carousel.Jobs.Sound;

namespace Carousel.Speech;

/// <summary>What a transcriber is, as its file says.</summary>
/// <param name="Cell">The recurrent layers.</param>
/// <param name="Features">How sound becomes the rows that they read.</param>
/// <param name="Symbols">What transcripts are made of.</param>
/// <param name="InputDropout">Share of the features dropped while training.</param>
/// <param name="BeamWidth">Prefixes that decoding follows; 1 for the likeliest symbol of each step.</param>
/// <param name="LanguageWeight">Of no use: version 0.1 could weigh what is heard by a language model.</param>
/// <param name="SymbolBonus">0. Version 0.1 could add this number of nats for each symbol.</param>
internal sealed record SpeechDesign(
    CellDesign Cell, SoundFeatureOptions Features, SymbolKind Symbols, double InputDropout, int BeamWidth,
    double LanguageWeight, double SymbolBonus)
{
    /// <summary>
    /// Lengths of the vocal tract that a recording is read with; the probabilities of all are averaged. 1 reads it
    /// once, and so does 0, which older files have.
    /// </summary>
    public int Tracts { get; init; }

    /// <summary>Whether the layers hear only what was: then a stream can be transcribed.</summary>
    public bool IsCausal => !Cell.Bidirectional;

    /// <summary>The design with one way of decoding for all: equal where the trainings are.</summary>
    internal SpeechDesign Undecoded => this with { BeamWidth = 1, Tracts = 0 };

    /// <summary>What the network is called in a line.</summary>
    internal string Describe()
    {
        string rows = Features.Kind == SoundFeatureKind.Mfcc
            ? $"{Features.Coefficients} cepstral coefficients"
            : $"{Features.Bands} bands";
        return $"{rows}{(Features.Stack > 1 ? $" × {Features.Stack} frames" : "")}, {Cell.Describe()}";
    }

    /// <summary>Whether the sizes are ones that can be built: of a design that comes from a file.</summary>
    public bool IsInRange =>
        Cell.IsInRange && Features.IsInRange && Enum.IsDefined(Symbols) && InputDropout is >= 0 and < 1
            && BeamWidth is >= 1 and <= 4096 && Tracts is >= 0 and <= SpeechTracts.Most;
}
