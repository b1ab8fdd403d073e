using Microsoft.Extensions.Options;

namespace Carousel.Extensions.Models;

/// <summary>Says in one sentence each what is wrong with the options, before a model is loaded.</summary>
internal sealed class CarouselOptionsValidation : IValidateOptions<CarouselOptions>
{
    private const int MostInstances = 1024;
    private const int MostThreads = 256;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, CarouselOptions options)
    {
        string[] faults = [.. options.Models.SelectMany(model => Faults(model.Key, model.Value))];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(string name, CarouselModelOptions model)
    {
        if (string.IsNullOrWhiteSpace(model.File))
        {
            yield return $"The model '{name}' has no file: set its File to a saved model.";
        }

        if (model.Instances is < 1 or > MostInstances)
        {
            yield return $"The model '{name}' has {model.Instances} Instances: it must be 1 to {MostInstances}.";
        }

        if (model.Threads is < 0 or > MostThreads)
        {
            yield return $"The model '{name}' has {model.Threads} Threads: it must be 0 to {MostThreads}.";
        }
    }
}
