using System.CommandLine;
using Carousel.Jobs;
using Carousel.Speech;

namespace Carousel.Cli.Options;

/// <summary>What a transcriber does with recordings when it is applied; translators search as it does.</summary>
/// <param name="without">Properties of <see cref="HearingOptions"/> that the verb has no use for.</param>
internal sealed class SpeechOptionSet(params string[] without)
{
    private const string Models = "models that carousel transcribe made";

    private readonly AppliedOptionSet<HearingOptions> _hearing = new(Models, without);
    private readonly AppliedOptionSet<BeamWidthOptions> _search = new(Models);

    /// <summary>The options.</summary>
    public OptionGroup Group => new(
        "Speech, for models of transcribe", [.. _hearing.Options[..^1], .. _search.Options, _hearing.Options[^1]]);

    /// <inheritdoc cref="AppliedOptionSet{T}.Apply"/>
    public void Apply(ParseResult result, IJobModel model, string file)
    {
        _hearing.Apply(result, model, file);
        _search.Apply(result, model, file);
    }
}
