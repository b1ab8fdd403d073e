using System.CommandLine;
using Carousel.Tasks.Captioning;
using Carousel.Tasks.Fitting;

namespace Carousel.Cli.Options;

/// <summary>What is described and how.</summary>
internal sealed class CaptionOptionSet
{
    private readonly Option<string?> _pictures = OptionKinds.Text("--pictures", "folder", "Folder of the pictures (PNG, PGM, PPM). Default: the table's.");
    private readonly Option<int?> _width = OptionKinds.Whole("--picture-width", "Columns of a picture as the network sees it, 8 to 512. Default: about 10,000 places in all.");
    private readonly Option<int?> _height = OptionKinds.Whole("--picture-height", "Rows of a picture as the network sees it, 8 to 512.");
    private readonly Option<Answer?> _attention = OptionKinds.Either(
        "--attention", "Whether it looks at places of the picture at each word: spatial, or none: it is told of the whole picture once. Default spatial.", "spatial", "none");

    private readonly Option<int?> _channels = OptionKinds.Whole("--channels", "Channels of the first convolution, 1 to 256. Default 16.");
    private readonly Option<bool> _mirror = OptionKinds.Switch("--mirror", "Mirror half of the pictures while training, but for those whose sentence says left or right.");
    private readonly Option<int?> _beam = OptionKinds.Whole("--beam", "Hypotheses that the search for a sentence keeps, 1 to 1024; 1 is greedy. Default 3.");
    private readonly Option<string?> _validation = OptionKinds.Text("--validation", "file", "A table that decides when training was best. Default: a share of the groups.");
    private readonly Option<string?> _test = OptionKinds.Text("--test", "file", "A table that only measures. Default: a share of the groups.");
    private readonly Option<double?> _validationShare = OptionKinds.Number("--validation-share", "Share of the groups that validates, 0 to 0.5; 0 keeps the last epoch. Default 0.1.");
    private readonly Option<double?> _testShare = OptionKinds.Number("--test-share", "Share of the groups that measures, 0.01 to 0.5. Default 0.15.");

    /// <summary>Where the pictures are, and how they are seen.</summary>
    public OptionGroup Pictures => new("Pictures", [_pictures, _width, _height]);

    /// <summary>How the network looks and writes.</summary>
    public OptionGroup Captioning => new("Captioning", [_attention, _channels, _mirror, _beam]);

    /// <summary>How the pictures are divided.</summary>
    public OptionGroup Parts => new("Parts", [_validation, _test, _validationShare, _testShare]);

    /// <summary>Reads the options.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="fit">How the model is made and trained.</param>
    /// <exception cref="OptionException">A value is out of its range.</exception>
    public CaptionOptions Read(ParseResult result, FitOptions fit)
    {
        var options = new CaptionOptions
        {
            Fit = fit,
            Pictures = result.GetValue(_pictures),
            Width = result.GetValue(_width),
            Height = result.GetValue(_height),
            HasAttention = result.GetValue(_attention)?.IsYes ?? true,
            Mirror = result.GetValue(_mirror),
            Validation = result.GetValue(_validation),
            Test = result.GetValue(_test),
        };
        return options with
        {
            Channels = result.GetValue(_channels) ?? options.Channels,
            Beam = result.GetValue(_beam) ?? options.Beam,
            ValidationShare = result.GetValue(_validationShare) ?? options.ValidationShare,
            TestShare = result.GetValue(_testShare) ?? options.TestShare,
        };
    }
}
