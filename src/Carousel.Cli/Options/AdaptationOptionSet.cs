using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Jobs;

namespace Carousel.Cli.Options;

/// <summary>Whether a model learns on from what it is applied to.</summary>
/// <param name="models">Which models can.</param>
internal sealed class AdaptationOptionSet(string models = "language and next-base models")
{
    /// <summary>The option, for a group of a verb.</summary>
    public Option<bool> Adapt { get; } = OptionKinds.Switch(
        "--adapt",
        $"For {models}: keep learning from the input. The model file does not change.");

    /// <summary>Tells a model.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="model">The model.</param>
    /// <param name="file">How messages call it.</param>
    /// <exception cref="UsageException">The option is given for another model.</exception>
    public void Apply(ParseResult result, IJobModel model, string file)
    {
        if (result.GetValue(Adapt))
        {
            (model as IAdaptiveModel ?? throw new UsageException(
                $"--adapt is only for {models}; {file} is a model for '{model.Task}'.")).Adapts = true;
        }
    }
}
