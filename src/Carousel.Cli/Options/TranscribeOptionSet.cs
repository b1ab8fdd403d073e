using System.CommandLine;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Speech;

namespace Carousel.Cli.Options;

/// <summary>What is transcribed and how.</summary>
internal sealed class TranscribeOptionSet
{
    private readonly SoundOptionSet _sound = new(SpeechSound.Features, SpeechSound.Variation, SpeechSound.Masks);
    private readonly DecodingOptionSet _decoding = new(isLater: false);
    private readonly UtteranceOptionSet _utterances = new();
    private readonly Option<string?> _group = OptionKinds.Text("--group", "column", "Column whose values lie in one part each. Default: that of the speakers.");
    private readonly Option<int?> _strings = OptionKinds.Whole("--strings", "Strings of an epoch, drawn anew in each. Default: as many as recordings, at least 500.");

    private readonly Option<SymbolKind?> _symbols = OptionKinds.Choice(
        "--symbols", "What transcripts are made of. Default: words where there are few, else letters.", ("letters", SymbolKind.Letters), ("words", SymbolKind.Words));

    private readonly Option<bool> _causal = OptionKinds.Switch("--causal", "Hear only what was, so that a stream can be transcribed. Default: both directions.");

    private readonly Option<int?> _stack = OptionKinds.Whole("--stack", "Frames of 10 ms in a step of the network, 1 to 16. Default 3.");
    private readonly Option<string?> _validation = OptionKinds.Text("--validation", "file", "A table that decides when training was best. Default: a share of the data.");
    private readonly Option<string?> _test = OptionKinds.Text("--test", "file", "A table that only measures. Default: a share of the data.");
    private readonly Option<string[]> _testGroups = OptionKinds.Names("--test-group", "names", "Groups that measure, such as a speaker. Default: a share of the data.");
    private readonly Option<double?> _validationShare = OptionKinds.Number("--validation-share", "Share of the data that validates, 0 to 0.5; 0 keeps the last epoch. Default 0.1.");
    private readonly Option<double?> _testShare = OptionKinds.Number("--test-share", "Share of the data that measures, 0.01 to 0.5. Default 0.1.");

    /// <summary>Where recordings lie and what the table's columns are.</summary>
    public OptionGroup Table => new("Recordings", [_utterances.Recordings, .. _utterances.Strings, _group, _strings]);

    /// <summary>What the network hears.</summary>
    public OptionGroup Hearing => new("Hearing", [_symbols, _causal, .. _sound.Features, _stack]);

    /// <summary>How recordings are changed while training.</summary>
    public OptionGroup Variation => new("Variation", _sound.Variation);

    /// <summary>How scores become text.</summary>
    public OptionGroup Decoding => _decoding.Group;

    /// <summary>How the recordings are divided.</summary>
    public OptionGroup Parts => new("Parts", [_validation, _test, _testGroups, _validationShare, _testShare]);

    /// <summary>Reads the options.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="fit">How the model is made and trained.</param>
    /// <exception cref="OptionException">A value is out of its range.</exception>
    public SpeechOptions Read(ParseResult result, FitOptions fit)
    {
        var options = new SpeechOptions
        {
            Fit = fit,
            Columns = _utterances.Columns(result) with { Group = result.GetValue(_group) },
            Symbols = result.GetValue(_symbols),
            IsCausal = result.GetValue(_causal),
            Sound = _sound.Read(result),
            Stack = result.GetValue(_stack),
            Joining = _utterances.Joining(result),
            Strings = result.GetValue(_strings),
            Validation = result.GetValue(_validation),
            Test = result.GetValue(_test),
            TestGroups = result.GetValue(_testGroups) ?? [],
            Decoding = _decoding.Read(result),
        };
        return options with
        {
            ValidationShare = result.GetValue(_validationShare) ?? options.ValidationShare,
            TestShare = result.GetValue(_testShare) ?? options.TestShare,
        };
    }
}
