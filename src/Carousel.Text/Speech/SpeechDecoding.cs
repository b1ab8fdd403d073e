using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;

namespace Carousel.Speech;

/// <summary>
/// How scores become text. Training does not depend on it, so that it may be changed in a trained model. Null leaves
/// a setting unchanged.
/// </summary>
public sealed record SpeechDecoding : DeclaredOptions
{
    /// <summary>Prefixes that decoding follows; 1 takes the likeliest symbol of each step.</summary>
    [OptionGroup("Decoding")]
    [Option(
        "Beam width; 1 takes the likeliest symbol of each step.", Name = "beam", Least = 1,
        Most = 1024, Default = "16")]
    public int? BeamWidth { get; init => field = Checked(value); }

    /// <summary>Lengths of the vocal tract that a recording is read with.</summary>
    [Option(
        "Vocal-tract lengths with which a recording is read; the outputs are averaged.", Least = 1,
        Most = SpeechTracts.Most, Default = "5; 1 with --causal")]
    public int? Tracts { get; init => field = Checked(value); }

    /// <summary>A design with these decoding settings.</summary>
    /// <param name="design">The present design.</param>
    /// <returns>The design.</returns>
    /// <exception cref="OptionException">A causal design is to read a recording more than once.</exception>
    internal SpeechDesign Over(SpeechDesign design) =>
        Tracts > 1 && design.IsCausal
            ? throw Wrong(
                "{Tracts} reads a recording more than once, but this transcriber reads it as a stream: leave the "
                + "option out.")
            : design with
            {
                BeamWidth = BeamWidth ?? design.BeamWidth,
                Tracts = Tracts ?? design.Tracts,
            };
}
