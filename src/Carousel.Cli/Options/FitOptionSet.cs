using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Tasks.Fitting;

namespace Carousel.Cli.Options;

/// <summary>How a model is made and trained: the same options for every verb that trains.</summary>
internal sealed class FitOptionSet
{
    private readonly DeclaredOptionSet<FitOptions> _declared = new();
    private readonly Option<string?> _from = OptionKinds.Text("--from", "MODEL", "Begin with the weights of a trained model.");
    private readonly Option<bool> _recompute = OptionKinds.Switch(
        "--recompute", "Run segments of long sequences again on the way back in place of keeping every step: less memory, more time, the same model to the last bit.");

    private readonly Option<bool> _resume = OptionKinds.Switch("--resume", "Go on where a stopped run left off, in the same output folder.");

    private readonly Option<string?> _tensorboard = OptionKinds.Text(
        "--tensorboard", "DIR", "Also write losses, gates, weights and settings as an event file of TensorBoard into this folder.");

    /// <summary>What the model is.</summary>
    public OptionGroup Model => _declared.Groups[0];

    /// <summary>How it is trained.</summary>
    public OptionGroup Training => _declared.Groups[1] with
    {
        Options = [.. _declared.Groups[1].Options, _from, _recompute, _resume, _tensorboard],
    };

    /// <summary>Reads the options.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="threads">How many threads compute; 0 for all.</param>
    /// <exception cref="OptionException">A value is out of its range.</exception>
    /// <exception cref="UsageException">Two options exclude each other.</exception>
    public FitOptions Read(ParseResult result, int threads)
    {
        FitOptions options = _declared.Read(result) with { Threads = threads };
        return options is { ClipNorm: not null, ClipValue: not null }
            ? throw new UsageException("--clip-norm and --clip-value exclude each other: pass one of them.")
            : options;
    }

    /// <summary>The model to begin with, or null.</summary>
    public string? From(ParseResult result) => result.GetValue(_from);

    /// <summary>Whether segments of time are run again in place of keeping every step.</summary>
    public bool Recompute(ParseResult result) => result.GetValue(_recompute);

    /// <summary>The folder for TensorBoard, or null.</summary>
    public string? TensorBoard(ParseResult result) => result.GetValue(_tensorboard);

    /// <summary>Whether a stopped run goes on.</summary>
    public bool Resume(ParseResult result) => result.GetValue(_resume);
}
