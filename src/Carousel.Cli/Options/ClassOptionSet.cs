using System.CommandLine;
using Carousel.Kernels.Sequences;
using Carousel.Tasks.Classification;
using Carousel.Tasks.Fitting;

namespace Carousel.Cli.Options;

/// <summary>What the columns of sequences with classes mean, and how classes are learned.</summary>
internal sealed class ClassOptionSet
{
    private readonly Option<string?> _label = OptionKinds.Text("--label", "name", "Column of classes. Default: found by its name.");
    private readonly Option<string?> _text = OptionKinds.Text("--text-column", "name", "Column of texts. Default: found.");
    private readonly Option<string?> _id = OptionKinds.Text("--id", "name", "Column that says which sequence a step belongs to.");
    private readonly Option<string?> _time = OptionKinds.Text("--time", "name", "Column that orders the steps of a sequence. Default: found, or as in the file.");
    private readonly Option<string[]> _channels = OptionKinds.Names("--channel", "names", "Columns of numbers to read. Default: all that are left.");
    private readonly Option<string?> _file = OptionKinds.Text("--file-column", "name", "Column of WAV files. Default: found.");

    private readonly Option<string?> _pattern = OptionKinds.Text(
        "--label-pattern", "pattern", "Where class and group stand in names of WAV files in a folder, such as '{label}_{group}_*'.");

    private readonly Option<string?> _group = OptionKinds.Text("--group", "name", "Column of groups, such as speakers: each lies whole in one part.");
    private readonly Option<string[]> _testGroups = OptionKinds.Names("--test-group", "names", "Groups that measure. Default: a share of them.");
    private readonly Option<string?> _test = OptionKinds.Text("--test", "FILE", "File that measures, in the same form. Default: a part of the data.");
    private readonly Option<double?> _share = OptionKinds.Number("--test-share", "Share of the data that measures. Default 0.2.");
    private readonly Option<bool> _balance = OptionKinds.Switch("--balance", "Let rare classes weigh as much as frequent ones.");

    private readonly Option<ClassInput?> _input = OptionKinds.Choice(
        "--input", "What a step of a text is. Default words.", ("words", ClassInput.Words), ("characters", ClassInput.Characters), ("both", ClassInput.Both));

    private readonly Option<PoolingKind?> _pooling = OptionKinds.Choice(
        "--pooling", "How one row is made of all steps.", ("last", PoolingKind.Last), ("mean", PoolingKind.Mean), ("max", PoolingKind.Max),
        ("attention", PoolingKind.Attention));

    private readonly Option<bool> _causal = OptionKinds.Switch("--causal", "Read from the first step to the last only, so that the model can answer step by step. Default: both directions.");
    private readonly Option<int?> _ensemble = OptionKinds.Whole("--ensemble", "Networks whose probabilities are averaged, 1 to 50.");
    private readonly Option<bool> _differences = OptionKinds.Switch("--differences", "Read the change of each channel beside it.");
    private readonly Option<int?> _leastCount = OptionKinds.Whole("--least-count", "Rarer words are one unknown word. Default 2.");
    private readonly Option<double?> _smoothing = OptionKinds.Number("--smoothing", "Share of each target spread over all classes.");
    private readonly Option<double?> _wordDropout = OptionKinds.Number("--word-dropout", "Share of words hidden while training.");
    private readonly Option<double?> _jitter = OptionKinds.Number("--jitter", "Noise on scaled channels while training.");
    private readonly SeriesOptionSet _series = new();

    /// <summary>What the columns mean.</summary>
    public OptionGroup Columns => new("Columns", [_label, _text, _id, _time, _channels, _file, _pattern, _group]);

    /// <summary>What measures, and what the classes weigh.</summary>
    public OptionGroup Classes => new("Measuring", [_test, _testGroups, _share, _balance]);

    /// <summary>What the networks read, and how they are kept from learning by heart.</summary>
    public OptionGroup Learning => new("Classes", [_input, _causal, _pooling, _ensemble, _differences, _leastCount, _smoothing, _wordDropout, _jitter]);

    /// <summary>How cells are written.</summary>
    public OptionGroup Cells => _series.CellsOnly;

    /// <summary>The file that measures, or null.</summary>
    public string? TestFile(ParseResult result) => result.GetValue(_test);

    /// <summary>What the columns mean and how cells are written.</summary>
    public ClassReadOptions Reading(ParseResult result) => new()
    {
        Label = result.GetValue(_label),
        Text = result.GetValue(_text),
        Id = result.GetValue(_id),
        Time = result.GetValue(_time),
        Channels = result.GetValue(_channels) ?? [],
        File = result.GetValue(_file),
        Pattern = result.GetValue(_pattern),
        Group = result.GetValue(_group),
        Cells = _series.ReadCells(result),
    };

    /// <summary>What the user asks of the classifier.</summary>
    /// <exception cref="OptionException">A value is out of its range.</exception>
    public ClassOptions Read(ParseResult result, FitOptions fit) => new()
    {
        Fit = fit,
        Input = result.GetValue(_input),
        IsCausal = result.GetValue(_causal),
        Pooling = result.GetValue(_pooling),
        Ensemble = result.GetValue(_ensemble),
        Differences = result.GetValue(_differences) ? true : null,
        Balance = result.GetValue(_balance),
        TestShare = result.GetValue(_share),
        TestGroups = result.GetValue(_testGroups) ?? [],
        LeastCount = result.GetValue(_leastCount),
        Smoothing = result.GetValue(_smoothing),
        WordDropout = result.GetValue(_wordDropout),
        Jitter = result.GetValue(_jitter),
    };
}
