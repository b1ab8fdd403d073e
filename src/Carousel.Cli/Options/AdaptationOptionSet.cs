using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Jobs;
using Carousel.Language;

namespace Carousel.Cli.Options;

/// <summary>Whether a language model learns on from the text that it is applied to.</summary>
internal sealed class AdaptationOptionSet
{
    /// <summary>The option, for a group of a verb.</summary>
    public Option<bool> Adapt { get; } = OptionKinds.Switch(
        "--adapt", "For language models: learn on from the text while it is read. The model's file stays as it is.");

    /// <summary>Tells a language model.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="model">The model.</param>
    /// <param name="file">How messages call it.</param>
    /// <exception cref="UsageException">The option is given for another model.</exception>
    public void Apply(ParseResult result, IJobModel model, string file)
    {
        if (!result.GetValue(Adapt))
        {
            return;
        }

        if (model is not LanguageModel language)
        {
            throw new UsageException($"--adapt belongs to models of language; {file} is one for '{model.Task}'.");
        }

        language.Adapts = true;
    }
}
