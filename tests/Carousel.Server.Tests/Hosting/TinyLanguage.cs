using Carousel.Jobs.Fitting;
using Carousel.Jobs.Text;
using Carousel.Language;

namespace Carousel.Server.Tests.Hosting;

/// <summary>A model of a job that is fitted in a moment.</summary>
internal static class TinyLanguage
{
    /// <summary>The model, of words.</summary>
    public static Lazy<Task<LanguageModel>> Model { get; } = new(FitAsync);

    private static async Task<LanguageModel> FitAsync()
    {
        string text = string.Concat(Enumerable.Range(0, 60).Select(i => $"The old whale swims {i % 7} miles.\n"));
        var options = new LanguageOptions
        {
            Units = UnitKind.Words,
            Fit = new FitOptions { Hidden = 8, Layers = 1, Epochs = 1, Batch = 4, Threads = 1 },
            Length = 16,
            Sample = 20,
        };
        return (await LanguagePlan.Make(LanguageText.Of(text, "whale.txt"), options)
            .FitAsync(new FitRun(), CancellationToken.None)).Model;
    }
}
