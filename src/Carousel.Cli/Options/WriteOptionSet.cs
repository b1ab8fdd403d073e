using System.CommandLine;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Handwriting;
using Carousel.Tasks.Handwriting.Drawings;

namespace Carousel.Cli.Options;

/// <summary>What is learned from drawings, and how.</summary>
internal sealed class WriteOptionSet
{
    private const int MostJoined = 20;

    private readonly Option<WriteMode?> _mode = OptionKinds.Choice(
        "--mode", "What is learned: classify, a class for each drawing; recognise, the symbols of each line; generate, how a pen goes on. Default: classify where drawings have labels, else generate.",
        ("classify", WriteMode.Classify), ("recognise", WriteMode.Recognise), ("generate", WriteMode.Generate));

    private readonly Option<double?> _distortion = OptionKinds.Number("--distortion", "How much training drawings are turned, stretched and slanted anew in each epoch, 0 to 5. Default 1.");

    private readonly Option<(int Fewest, int Most)?> _join = OptionKinds.Range(
        "--join", 1, MostJoined, "For recognise: joins single symbols to lines of n to m, anew in each epoch. Default: drawings are lines as they are.");

    private readonly Option<int?> _lines = OptionKinds.Whole("--lines", "Lines joined for an epoch, 10 to 1,000,000. Default 4000.");
    private readonly Option<int?> _components = OptionKinds.Whole("--components", "For generate: normal distributions that are mixed, 1 to 100. Default 10.");
    private readonly Option<int?> _generate = OptionKinds.Whole("--generate", "For generate: drawings to draw into drawings.svg and drawings.ndjson, 1 to 1000. Default 24.");
    private readonly Option<double?> _bias = OptionKinds.Number("--bias", "For generate: how far drawing keeps to what is likeliest, 0 to 10. Default 0.5.");
    private readonly Option<string?> _validation = OptionKinds.Text("--validation", "file", "A file that decides when training was best. Default: a share of the data.");
    private readonly Option<string?> _test = OptionKinds.Text("--test", "file", "A file that only measures. Default: a share of the data.");
    private readonly Option<double?> _validationShare = OptionKinds.Number("--validation-share", "Share of the data that validates, 0.01 to 0.5. Default 0.1.");
    private readonly Option<double?> _testShare = OptionKinds.Number("--test-share", "Share of the data that measures, 0.01 to 0.5. Default 0.1.");

    /// <summary>What is learned.</summary>
    public OptionGroup Writing => new("Writing", [_mode, _distortion, _join, _lines]);

    /// <summary>How drawings are drawn.</summary>
    public OptionGroup Drawing => new("Drawing", [_components, _generate, _bias]);

    /// <summary>How the drawings are divided.</summary>
    public OptionGroup Parts => new("Parts", [_validation, _test, _validationShare, _testShare]);

    /// <summary>Reads the options.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="fit">How the model is made and trained.</param>
    /// <exception cref="OptionException">A value is out of its range.</exception>
    public WriteOptions Read(ParseResult result, FitOptions fit)
    {
        var options = new WriteOptions
        {
            Fit = fit,
            Mode = result.GetValue(_mode),
            Join = result.GetValue(_join) is { } range ? new SymbolRange(range.Fewest, range.Most) : null,
            Validation = result.GetValue(_validation),
            Test = result.GetValue(_test),
        };
        return options with
        {
            Distortion = result.GetValue(_distortion) ?? options.Distortion,
            Lines = result.GetValue(_lines) ?? options.Lines,
            Components = result.GetValue(_components) ?? options.Components,
            Generate = result.GetValue(_generate) ?? options.Generate,
            Bias = result.GetValue(_bias) ?? options.Bias,
            ValidationShare = result.GetValue(_validationShare) ?? options.ValidationShare,
            TestShare = result.GetValue(_testShare) ?? options.TestShare,
        };
    }
}
