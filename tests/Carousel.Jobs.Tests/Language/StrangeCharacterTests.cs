using Carousel.Jobs.Fitting;
using Carousel.Language;

namespace Carousel.Jobs.Tests.Language;

public sealed class StrangeCharacterTests
{
    [Fact]
    public async Task AStrangeCharacter_IsCountedWithWhatItCosts()
    {
        using LanguageModel model = (await LanguagePlan.Make(
            LanguageText.Of(string.Concat(Enumerable.Repeat("the white whale swims 7 miles.\n", 90)), "whale.txt"),
            new LanguageOptions
            {
                Fit = new FitOptions { Hidden = 12, Epochs = 2, Batch = 8, Threads = 1 },
                Length = 16,
                Sample = 0,
            }).FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        using var plain = new StringWriter();
        using var with = new StringWriter();

        JobAnswer first = model.Predict(JobInput.OfText("the whale swims", "a"), plain, CancellationToken.None);
        JobAnswer second = model.Predict(JobInput.OfText("the whäle swims", "a"), with, CancellationToken.None);

        Assert.Empty(first.Notes);
        Assert.Contains("The model does not know 1 character of a:", second.Notes.Single(), StringComparison.Ordinal);
        string row = with.ToString().Split('\n')[7];
        Assert.StartsWith("7,ä,", row, StringComparison.Ordinal);

        // Half a chance in all that was learned, and 21 bits of a code point.
        double expected = 21 + Math.Log2(2 * (model.Learned + 7.0));
        Assert.Equal(
            expected, double.Parse(row.Split(',')[3], System.Globalization.CultureInfo.InvariantCulture), 0.01);
    }
}
