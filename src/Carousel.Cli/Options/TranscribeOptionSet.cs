using System.CommandLine;
using System.Globalization;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Sound.Features;
using Carousel.Tasks.Speech;

namespace Carousel.Cli.Options;

/// <summary>What is transcribed and how.</summary>
internal sealed class TranscribeOptionSet
{
    private readonly Option<string?> _recordings = OptionKinds.Text("--recordings", "folder", "Folder that the table's file names start from. Default: that of the table.");
    private readonly Option<string?> _speaker = OptionKinds.Text("--speaker", "column", "Column of the speakers. Default: the one called speaker.");
    private readonly Option<string?> _group = OptionKinds.Text("--group", "column", "Column whose values lie in one part each. Default: that of the speakers.");
    private readonly Option<string?> _join = OptionKinds.Text("--join", "n-m", "Make strings of n to m words from recordings of one word each, with silence and noise.");
    private readonly Option<int?> _strings = OptionKinds.Whole("--strings", "Strings of an epoch, drawn anew in each. Default: as many as recordings, at least 500.");

    private readonly Option<SymbolKind?> _symbols = OptionKinds.Choice(
        "--symbols", "What transcripts are made of. Default: words where there are few, else letters.", ("letters", SymbolKind.Letters), ("words", SymbolKind.Words));

    private readonly Option<bool> _causal = OptionKinds.Switch("--causal", "Hear only what was, so that a stream can be transcribed. Default: both directions.");

    private readonly Option<SoundFeatureKind?> _features = OptionKinds.Choice(
        "--features", "What a frame of 25 ms becomes: energies of bands, or cepstral coefficients. Default mel.", ("mel", SoundFeatureKind.LogMel), ("mfcc", SoundFeatureKind.Mfcc));

    private readonly Option<int?> _bands = OptionKinds.Whole("--bands", "Bands on the mel scale, 8 to 256. Default 40.");
    private readonly Option<int?> _stack = OptionKinds.Whole("--stack", "Frames of 10 ms in a step of the network, 1 to 16. Default 3.");
    private readonly Option<double?> _speed = OptionKinds.Number("--speed-variation", "Largest share by which sound is played faster or slower while training. Default 0.1.");
    private readonly Option<double?> _tract = OptionKinds.Number("--tract-variation", "Largest share by which frequencies are stretched while training. Default 0.1.");
    private readonly Option<double?> _noise = OptionKinds.Number("--noise-share", "Share of recordings that get noise while training. Default 0.3.");
    private readonly Option<int?> _masks = OptionKinds.Whole("--masks", "Masks of bands and of time while training, 0 to 10 each. Default 2.");
    private readonly Option<int?> _beam = OptionKinds.Whole("--beam", "Prefixes that decoding follows, 1 to 1024; 1 takes the likeliest symbol of each step. Default 16.");
    private readonly Option<string?> _language = OptionKinds.Text("--language", "MODEL", "A model of characters made by carousel language, to weigh what is heard; kept in the model.");
    private readonly Option<double?> _languageWeight = OptionKinds.Number("--language-weight", "What the language model counts, 0 to 10. Default 0.5.");
    private readonly Option<double?> _bonus = OptionKinds.Number("--symbol-bonus", "Nats added for each symbol, -20 to 20. Default 0.");
    private readonly Option<string?> _validation = OptionKinds.Text("--validation", "file", "A table that decides when training was best. Default: a share of the data.");
    private readonly Option<string?> _test = OptionKinds.Text("--test", "file", "A table that only measures. Default: a share of the data.");
    private readonly Option<string[]> _testGroups = OptionKinds.Names("--test-group", "names", "Groups that measure, such as a speaker. Default: a share of the data.");
    private readonly Option<double?> _validationShare = OptionKinds.Number("--validation-share", "Share of the data that validates, 0 to 0.5; 0 keeps the last epoch. Default 0.1.");
    private readonly Option<double?> _testShare = OptionKinds.Number("--test-share", "Share of the data that measures, 0.01 to 0.5. Default 0.1.");

    /// <summary>Where recordings lie and what the table's columns are.</summary>
    public OptionGroup Table => new("Recordings", [_recordings, _speaker, _group, _join, _strings]);

    /// <summary>What the network hears.</summary>
    public OptionGroup Hearing => new("Hearing", [_symbols, _causal, _features, _bands, _stack]);

    /// <summary>How recordings are changed while training.</summary>
    public OptionGroup Variation => new("Variation", [_speed, _tract, _noise, _masks]);

    /// <summary>How scores become text.</summary>
    public OptionGroup Decoding => new("Decoding", [_beam, _language, _languageWeight, _bonus]);

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
            Columns = new UtteranceColumns(result.GetValue(_recordings), result.GetValue(_speaker), result.GetValue(_group)),
            Symbols = result.GetValue(_symbols),
            IsCausal = result.GetValue(_causal),
            Features = result.GetValue(_features) ?? SoundFeatureKind.LogMel,
            Joining = result.GetValue(_join) is { } range ? Range(range) : null,
            Strings = result.GetValue(_strings),
            Validation = result.GetValue(_validation),
            Test = result.GetValue(_test),
            TestGroups = result.GetValue(_testGroups) ?? [],
            Language = result.GetValue(_language),
        };
        return options with
        {
            Bands = result.GetValue(_bands) ?? options.Bands,
            Stack = result.GetValue(_stack) ?? options.Stack,
            SpeedVariation = result.GetValue(_speed) ?? options.SpeedVariation,
            TractVariation = result.GetValue(_tract) ?? options.TractVariation,
            NoiseShare = result.GetValue(_noise) ?? options.NoiseShare,
            Masks = result.GetValue(_masks) ?? options.Masks,
            BeamWidth = result.GetValue(_beam) ?? options.BeamWidth,
            LanguageWeight = result.GetValue(_languageWeight) ?? options.LanguageWeight,
            SymbolBonus = result.GetValue(_bonus) ?? options.SymbolBonus,
            ValidationShare = result.GetValue(_validationShare) ?? options.ValidationShare,
            TestShare = result.GetValue(_testShare) ?? options.TestShare,
        };
    }

    private static WordJoining Range(string text)
    {
        string[] ends = text.Split('-');
        return ends.Length is 1 or 2 && Whole(ends[0]) is { } fewest && Whole(ends[^1]) is { } most && fewest is >= 1 && most >= fewest && most <= 100
            ? new WordJoining(fewest, most)
            : throw new OptionException($"--join must be two whole numbers from 1 to 100, such as 3-7, but is '{text}'.");

        static int? Whole(string digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }
}
