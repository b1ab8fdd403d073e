using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Carousel.Extensions.Models;

/// <summary>
/// Reads the options from a section of the configuration, key by key: without reflection, so that a trimmed program has
/// them too, and a misspelt key is named.
/// </summary>
internal sealed class CarouselConfiguration(IConfiguration section) : IConfigureOptions<CarouselOptions>
{
    /// <inheritdoc/>
    public void Configure(CarouselOptions options)
    {
        foreach (IConfigurationSection child in section.GetChildren())
        {
            switch (child.Key.ToUpperInvariant())
            {
                case "LOADATSTART":
                    options.LoadAtStart = bool.TryParse(child.Value, out bool flag)
                        ? flag
                        : throw Fault(child, "true or false");
                    break;
                case "MODELS":
                    foreach (IConfigurationSection model in child.GetChildren())
                    {
                        options.Models[model.Key] = Read(
                            model,
                            options.Models.TryGetValue(model.Key, out CarouselModelOptions? given)
                                ? given
                                : new CarouselModelOptions());
                    }

                    break;
                default:
                    throw Unknown(child, "Models and LoadAtStart");
            }
        }
    }

    private static CarouselModelOptions Read(IConfigurationSection section, CarouselModelOptions model)
    {
        // "Models": { "reviews": "reviews.safetensors" } is enough.
        if (section.Value is { } file)
        {
            model.File = file;
        }

        foreach (IConfigurationSection child in section.GetChildren())
        {
            switch (child.Key.ToUpperInvariant())
            {
                case "FILE":
                    model.File = child.Value ?? "";
                    break;
                case "INSTANCES":
                    model.Instances = Whole(child);
                    break;
                case "THREADS":
                    model.Threads = Whole(child);
                    break;
                default:
                    throw Unknown(child, "File, Instances and Threads");
            }
        }

        return model;
    }

    private static int Whole(IConfigurationSection section) =>
        int.TryParse(section.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw Fault(section, "a whole number");

    private static OptionsValidationException Fault(IConfigurationSection section, string expected) =>
        Failed($"{section.Path} must be {expected}, but is '{section.Value}'.");

    private static OptionsValidationException Unknown(IConfigurationSection section, string known) =>
        Failed($"{section.Path} is not a setting. The settings are {known}.");

    private static OptionsValidationException Failed(string sentence) =>
        new(Options.DefaultName, typeof(CarouselOptions), [sentence]);
}
