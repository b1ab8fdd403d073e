using Carousel.Jobs;

namespace Carousel.Extensions.Models;

/// <summary>What a model says about itself, for callers without an instance.</summary>
/// <param name="Sentences">Its task, its training and how much of the answer its network gives.</param>
/// <param name="ReadsText">Whether it accepts text; otherwise it needs a table.</param>
internal sealed record ModelProfile(string Sentences, bool ReadsText)
{
    /// <summary>Asks a model.</summary>
    /// <param name="name">What the application calls it.</param>
    /// <param name="model">The model; no other caller may use it.</param>
    /// <returns>The profile.</returns>
    public static ModelProfile Of(string name, IJobModel model) => new(
        $"Applies the model '{name}' for '{model.Task}' to data. "
            + $"Its description: {string.Join("; ", model.Describe().Lines).TrimEnd('.')}. {model.Share.Sentence}",
        model.ReadsText);
}
