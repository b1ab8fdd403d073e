using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Text;
using Carousel.Language;

namespace Carousel.Extensions.Tests;

/// <summary>A model of a text that is fitted in some tenths of a second.</summary>
internal static class TinyModel
{
    private static readonly string _text = string.Concat(Enumerable.Range(0, 60)
        .Select(i => $"the {(i % 3 == 0 ? "white" : "old")} whale swims {i % 7} miles.\n"));

    public static IJobPlan Plan(int epochs = 2) =>
        LanguagePlan.Make(LanguageText.Of(_text, "whale.txt"), new LanguageOptions
        {
            Units = UnitKind.Characters,
            Fit = new FitOptions { Hidden = 8, Epochs = epochs, Batch = 8, Threads = 1 },
            Embedding = 8,
            Length = 16,
        });

    /// <summary>Fits one and saves it.</summary>
    public static async Task SaveAsync(string path)
    {
        using IJobModel model = (await Plan(epochs: 1).FitAsync(new FitRun(), CancellationToken.None)).Model;
        model.Save(path);
    }
}
