using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Speech;

/// <summary>How scores become text, as far as it is asked for: no training depends on it, so that it may be changed in a model that is there. Null leaves it as it is.</summary>
/// <remarks>Each value is checked when it is set.</remarks>
public sealed record SpeechDecoding
{
    /// <summary>Prefixes that decoding follows, 1 … 1024; 1 takes the likeliest symbol of each step.</summary>
    public int? BeamWidth { get; init => field = OptionException.Within(value, 1, 1024, "--beam"); }

    /// <summary>A model of characters made by <c>carousel language</c>.</summary>
    public string? Language { get; init; }

    /// <summary>α: what the language model counts, 0 … 10.</summary>
    public double? LanguageWeight { get; init => field = OptionException.Within(value, 0, 10, "--language-weight"); }

    /// <summary>β: nats added for each symbol, −20 … 20.</summary>
    public double? SymbolBonus { get; init => field = OptionException.Within(value, -20, 20, "--symbol-bonus"); }

    /// <summary>A design that decodes as is asked for.</summary>
    /// <param name="design">The design as it is.</param>
    /// <param name="hasLanguage">Whether it comes with a language model.</param>
    /// <returns>The design.</returns>
    /// <exception cref="OptionException">A language model is weighed, but there is none.</exception>
    internal SpeechDesign Over(SpeechDesign design, bool hasLanguage) => LanguageWeight is null || Language is not null || hasLanguage
        ? design with { BeamWidth = BeamWidth ?? design.BeamWidth, LanguageWeight = LanguageWeight ?? design.LanguageWeight, SymbolBonus = SymbolBonus ?? design.SymbolBonus }
        : throw new OptionException("--language-weight weighs a language model, but there is none: pass one by --language, or leave it out.");
}
