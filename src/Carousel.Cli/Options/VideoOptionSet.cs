using System.CommandLine;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Video;

namespace Carousel.Cli.Options;

/// <summary>What is learned from clips, and how.</summary>
internal sealed class VideoOptionSet
{
    private readonly Option<VideoMode?> _mode = OptionKinds.Choice(
        "--mode", "What is learned: action, the label of each clip; next, how the next frame looks. Default: action where clips have labels, else next.",
        ("action", VideoMode.Action), ("next", VideoMode.Next));

    private readonly Option<int?> _side = OptionKinds.Whole("--side", "Places a side to which frames are brought, a multiple of 8 up to 128. Default 32.");
    private readonly Option<int?> _window = OptionKinds.Whole("--window", "For next: frames of a training window, 3 to 100. Default 12.");
    private readonly Option<bool> _poses = OptionKinds.Switch("--poses", "Without data: makes poses of stick figures, and not pictures.");
    private readonly Option<string?> _validation = OptionKinds.Text("--validation", "path", "A folder or table that decides when training was best. Default: a share of the data.");
    private readonly Option<string?> _test = OptionKinds.Text("--test", "path", "A folder or table that only measures. Default: a share of the data.");
    private readonly Option<double?> _validationShare = OptionKinds.Number("--validation-share", "Share of the data that validates, 0.01 to 0.5. Default 0.15.");
    private readonly Option<double?> _testShare = OptionKinds.Number("--test-share", "Share of the data that measures, 0.01 to 0.5. Default 0.15.");

    /// <summary>What is learned.</summary>
    public OptionGroup Video => new("Video", [_mode, _side, _window, _poses]);

    /// <summary>How the clips are divided.</summary>
    public OptionGroup Parts => new("Parts", [_validation, _test, _validationShare, _testShare]);

    /// <summary>Reads the options.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="fit">How the model is made and trained.</param>
    /// <exception cref="OptionException">A value is out of its range.</exception>
    public VideoOptions Read(ParseResult result, FitOptions fit)
    {
        var options = new VideoOptions
        {
            Fit = fit,
            Mode = result.GetValue(_mode),
            Validation = result.GetValue(_validation),
            Test = result.GetValue(_test),
            Poses = result.GetValue(_poses),
        };
        return options with
        {
            Side = result.GetValue(_side) ?? options.Side,
            Window = result.GetValue(_window) ?? options.Window,
            ValidationShare = result.GetValue(_validationShare) ?? options.ValidationShare,
            TestShare = result.GetValue(_testShare) ?? options.TestShare,
        };
    }
}
