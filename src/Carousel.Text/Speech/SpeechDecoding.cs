using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;

namespace Carousel.Speech;

/// <summary>
/// How scores become text, as far as it is asked for: no training depends on it, so that it may be changed in a model
/// that is there. Null leaves it as it is.
/// </summary>
public sealed record SpeechDecoding : DeclaredOptions
{
    /// <summary>Prefixes that decoding follows; 1 takes the likeliest symbol of each step.</summary>
    [OptionGroup("Decoding")]
    [Option(
        "Prefixes that decoding follows; 1 takes the likeliest symbol of each step.", Name = "beam", Least = 1,
        Most = 1024, Default = "16")]
    public int? BeamWidth { get; init => field = Checked(value); }

    /// <summary>A model of characters made by <c>carousel language</c>.</summary>
    [Option(
        "A model of characters made by carousel language, to weigh what is heard; kept in the model.", Value = "MODEL")]
    public string? Language { get; init; }

    /// <summary>α: what the language model counts.</summary>
    [Option("Weight of the language model.", Least = 0, Most = 10, Default = "0.5")]
    public double? LanguageWeight { get; init => field = Checked(value); }

    /// <summary>β: nats added for each symbol.</summary>
    [Option("Nats added for each symbol.", Least = -20, Most = 20, Default = "0")]
    public double? SymbolBonus { get; init => field = Checked(value); }

    /// <summary>Lengths of the vocal tract that a recording is read with.</summary>
    [Option(
        "Lengths of the vocal tract that a recording is read with; what is heard with each is averaged.", Least = 1,
        Most = SpeechTracts.Most, Default = "5; 1 with --causal")]
    public int? Tracts { get; init => field = Checked(value); }

    /// <summary>A design that decodes as is asked for.</summary>
    /// <param name="design">The design as it is.</param>
    /// <param name="hasLanguage">Whether it comes with a language model.</param>
    /// <returns>The design.</returns>
    /// <exception cref="OptionException">A language model is weighed, but there is none; or a design that hears only
    /// what was is to read more than once.</exception>
    internal SpeechDesign Over(SpeechDesign design, bool hasLanguage)
    {
        if (LanguageWeight is not null && Language is null && !hasLanguage)
        {
            throw Wrong(
                "{LanguageWeight} weighs a language model, but there is none: pass one by {Language}, or leave it "
                + "out.");
        }

        return Tracts > 1 && design.IsCausal
            ? throw Wrong(
                "{Tracts} reads a recording more than once, but this transcriber hears it while it comes: leave it "
                + "out.")
            : design with
            {
                BeamWidth = BeamWidth ?? design.BeamWidth,
                LanguageWeight = LanguageWeight ?? design.LanguageWeight,
                SymbolBonus = SymbolBonus ?? design.SymbolBonus,
                Tracts = Tracts ?? design.Tracts,
            };
    }
}
