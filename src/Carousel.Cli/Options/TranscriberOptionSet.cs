using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Speech;
using Carousel.Translation;

namespace Carousel.Cli.Options;

/// <summary>What a transcriber that is there does with recordings.</summary>
/// <param name="measures">Whether what was said is known: then strings can be made.</param>
internal sealed class TranscriberOptionSet(bool measures)
{
    private readonly DeclaredOptionSet<SpeechOptions> _utterances = measures
        ? new(null, nameof(SpeechOptions.Recordings), nameof(SpeechOptions.Speaker), nameof(SpeechOptions.Join))
        : new(null, nameof(SpeechOptions.Recordings));

    private readonly DeclaredOptionSet<SpeechDecoding> _decoding = new("the model's");
    private readonly Option<int?> _strings = OptionKinds.Whole(
        "--strings", "Strings that --join makes. Default: two per recording.");

    /// <summary>The options.</summary>
    public OptionGroup Group => new(
        "Speech, for models of transcribe; --beam also for models of translate",
        [.. _utterances.Options, .. Optional.Of(measures ? _strings : null), .. _decoding.Options]);

    /// <summary>Hands the options to a transcriber, and the width of a search to a translator.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="model">A model of any job.</param>
    /// <param name="file">How messages call it.</param>
    /// <exception cref="OptionException">A value is out of its range.</exception>
    /// <exception cref="UsageException">An option was given, but the model has no use for it.</exception>
    public void Apply(ParseResult result, IJobModel model, string file)
    {
        if (model is Transcriber transcriber)
        {
            SpeechOptions utterances = _utterances.Read(result);
            (transcriber.Columns, transcriber.Joining, transcriber.Strings) = (
                utterances.Columns, utterances.Joining, result.GetValue(_strings));
            transcriber.Decode(_decoding.Read(result));
            return;
        }

        var translator = model as Translator;
        if (result.FirstGiven(Group.Options.Where(o => o != _decoding.Options[0] || translator is null)) is { } given)
        {
            throw new UsageException(
                $"{given} is only for models of carousel transcribe; {file} is a model for '{model.Task}'.");
        }

        if (translator is not null && _decoding.Read(result).BeamWidth is { } width)
        {
            translator.Beam = translator.Beam with { Width = width };
        }
    }
}
