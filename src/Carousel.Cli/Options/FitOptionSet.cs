using System.CommandLine;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;

namespace Carousel.Cli.Options;

/// <summary>
/// What every verb that trains understands beside the options that its job declares: where a training begins, and what
/// it leaves.
/// </summary>
internal sealed class FitOptionSet
{
    private readonly Option<string?> _from = OptionKinds.Text(
        "--from", "MODEL", "Start with the weights of a trained model.");
    private readonly Option<bool> _recompute = OptionKinds.Switch(
        "--recompute",
        "Recompute segments of long sequences in the backward pass instead of storing every step: less memory, more "
        + "time, bit-identical model.");

    private readonly Option<bool> _resume = OptionKinds.Switch(
        "--resume", "Continue a stopped run in the same output folder.");

    /// <summary>The options.</summary>
    public IReadOnlyList<Option> Options => [_from, _recompute, _resume];

    /// <summary>The options beside those of a job.</summary>
    /// <param name="options">The job's own, which say what it refuses.</param>
    public FitOptionSet(OptionTable options)
    {
        OptionRefusals refusals = options.RefusalsOf(nameof(FitRun.Recompute));
        _recompute.Hidden = refusals.Always;
        _recompute.Description += refusals.Words;
    }

    /// <summary>A job's group of options; that of its training with those of this set behind.</summary>
    /// <param name="group">The group.</param>
    public OptionGroup Join(OptionGroup group) => group.Title == FitOptions.TrainingGroup
        ? group with { Options = [.. group.Options, .. Options] } : group;

    /// <summary>The model to begin with, or null.</summary>
    public string? From(ParseResult result) => result.GetValue(_from);

    /// <summary>Whether segments of time are run again in place of keeping every step.</summary>
    public bool Recompute(ParseResult result) => result.GetValue(_recompute);

    /// <summary>Whether a stopped run goes on.</summary>
    public bool Resume(ParseResult result) => result.GetValue(_resume);
}
