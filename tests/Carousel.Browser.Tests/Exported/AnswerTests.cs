using System.Globalization;
using System.Text.RegularExpressions;
using Carousel.Anomalies;
using Carousel.Autograd;
using Carousel.Classification;
using Carousel.Forecasting;
using Carousel.Interchange.Tests;
using Carousel.Interchange.Web;
using Carousel.Jobs;
using Carousel.Jobs.Quantizing;
using Carousel.Language;
using Carousel.Tagging;

namespace Carousel.Browser.Tests.Exported;

/// <summary>What is typed into a page's box is answered as <c>carousel predict</c> answers it.</summary>
public sealed partial class AnswerTests(Browser browser) : IDisposable
{
    /// <summary>Tables show four digits.</summary>
    private const double Shown = 6e-4;

    private readonly ExportedModels _models = new();

    public void Dispose() => _models.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Text_IsAsSurprising_AsToCarousel(bool isQuantized)
    {
        using LanguageModel model = await TinyModels.LanguageAsync();
        if (isQuantized)
        {
            QuantizedModel.Quantize(model, "model");
        }

        string text = TinyModels.Text[..300];
        double nats = Numbers(
            model.Predict(
                JobInput.OfText(text), new StringWriter(), TestContext.Current.CancellationToken).Sentence)[0];
        await using OpenPage open = await browser.OpenAsync(_models.PageOf(
            model, isQuantized ? WebPrecision.Bytes : WebPrecision.Floating));
        await open.Page.Locator("#text").FillAsync(text);
        ILocator surprise = open.Page.Locator("#surprise");

        await Assertions.Expect(surprise).ToContainTextAsync("a character over 300");
        Assert.Equal(nats, Numbers(await surprise.InnerTextAsync())[0], 1.01e-4);
        Assert.Empty(open.Errors);
    }

    [Fact]
    public async Task WriteOn_GoesOnAsCarousel_WhenTheLikeliestIsTaken()
    {
        using LanguageModel model = await TinyModels.LanguageAsync(CellKind.Gru);
        using Generator speaker = model.NewGenerator(new GenerationOptions { Temperature = 0 });
        var written = new StringWriter();
        speaker.Say(
            [model.Start, .. model.Tokenizer.Encode("the old", "text")], 60, written,
            TestContext.Current.CancellationToken);

        await using OpenPage open = await browser.OpenAsync(_models.PageOf(model));
        await open.Page.Locator("#text").FillAsync("the old");
        await open.Page.Locator("#temperature").FillAsync("0");
        await open.Page.Locator("#length").FillAsync("60");
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Write on" }).ClickAsync();

        Assert.Equal(
            "the old" + written, await open.Page.Locator("#written").EvaluateAsync<string>("e => e.textContent"));
    }

    [Fact]
    public async Task Text_HasTheProbabilitiesOfCarousel()
    {
        const string text = "A FINE,   well-made film — isn't it  dull? Zorkly!";
        using Classifier model = await ExportedModels.ReviewsAsync();
        string[] predicted = Lines(model, JobInput.OfText(text))[1].Split(',');
        await using OpenPage open = await browser.OpenAsync(_models.PageOf(model));
        await open.Page.Locator("#text").FillAsync(text);

        await RequireShareAsync(
            open.Page.Locator("#answer li[data-name=\"good\"]"), Lines(model, JobInput.OfText(text))[0].Split(','),
            predicted, "p(good)");
    }

    [Fact]
    public async Task Words_HaveTheLabelsOfCarousel()
    {
        const string text = "la KATO vidas.\nhundo's havas, n't la";
        using Tagger model = await TinyModels.TaggerAsync(
            _models.Write("words.conll", TinyModels.WordsConll()), TinyModels.TagOptions());
        string[] expected = [.. Lines(model, JobInput.OfText(text)).Where(l => l.Length > 0)];
        await using OpenPage open = await browser.OpenAsync(_models.PageOf(model));
        await open.Page.Locator("#text").FillAsync(text);

        await Assertions.Expect(open.Page.Locator(".tokens")).ToHaveCountAsync(2);
        string[] shown = await open.Page.Locator(".tokens > span")
            .EvaluateAllAsync<string[]>(
                "s => s.map((e) => `${e.children[0].textContent}\\t${e.children[1].textContent}`)");
        Assert.Equal(expected, shown);
    }

    [Fact]
    public async Task Table_HasTheProbabilitiesOfCarousel()
    {
        using Classifier model = await TinyModels.ClassifierAsync(PoolingKind.Max);
        string csv = TinyModels.NumbersCsv(6);
        string[] lines = Lines(model, JobInput.OfFile(_models.Write("numbers.csv", csv)));
        await using OpenPage open = await browser.OpenAsync(_models.PageOf(model, example: csv));

        ILocator bars = open.Page.Locator("#answer .bars");
        await Assertions.Expect(bars).ToHaveCountAsync(6);
        for (int n = 0; n < 6; n++)
        {
            await RequireShareAsync(
                bars.Nth(n).Locator("li[data-name=\"up\"]"), lines[0].Split(','), lines[1 + n].Split(','), "p(up)");
        }

        await Assertions.Expect(open.Page.Locator("#answer svg path")).ToHaveCountAsync(2);
    }

    [Theory]
    [InlineData(WindowNormalization.Mean)]
    [InlineData(WindowNormalization.Last)]
    [InlineData(WindowNormalization.None)]
    public async Task Series_HasTheQuantilesOfCarousel(WindowNormalization normalization)
    {
        using Forecaster model = await TinyModels.ForecasterAsync(
            TinyModels.ForecastOptions() with { WindowNormalization = normalization });
        await RequireForecastAsync(model, TinyModels.DailyCsv(60), ahead: 4);
    }

    [Fact]
    public async Task Series_HasTheQuantilesOfCarousel_WhenAColumnIsKnownAhead()
    {
        using Forecaster model = await ExportedModels.ShopAsync(CellKind.Gru);
        await RequireForecastAsync(model, ExportedModels.ShopCsv(70, ahead: 4), ahead: 4);
    }

    [Fact]
    public async Task Rows_AreExpectedAsByCarousel()
    {
        using ChannelModel model = await TinyModels.ChannelsAsync();
        string csv = TinyModels.WavesCsv(100);
        var data = ChannelData.Read(new StringReader(csv), "waves.csv", new Jobs.Reading.ReadOptions(), null);
        using var backend = new CpuBackend();
        using var reader = new ChannelReader(backend, model.Network);
        var looks = new ChannelForecast[data.Channels.Count];
        double[] expected =
        [
            .. Enumerable.Range(0, 100).Select(row =>
            {
                reader.Take(data.StampAt(row), data.Row(row), looks);
                return model.Design.Scales[0].Unmap(looks[0].Location);
            }),
        ];
        await using OpenPage open = await browser.OpenAsync(_models.PageOf(model, example: csv));
        ILocator rows = open.Page.Locator("details").First.Locator("tbody tr");

        await Assertions.Expect(rows).ToHaveCountAsync(20);
        foreach (string row in await rows.EvaluateAllAsync<string[]>(
            "rows => rows.map((r) => [...r.cells].map((c) => c.textContent).join('|'))"))
        {
            string[] cells = row.Split('|');
            DateTime time = DateTime.Parse(cells[0], CultureInfo.InvariantCulture);
            RequireNear(expected[(int)(time - new DateTime(2024, 1, 1)).TotalHours], cells[2]);
        }
    }

    private async Task RequireForecastAsync(Forecaster model, string csv, int ahead)
    {
        string[] lines = Lines(model, JobInput.OfFile(_models.Write("series.csv", csv)));
        await using OpenPage open = await browser.OpenAsync(_models.PageOf(model));
        await open.Page.Locator("#table").FillAsync(csv);
        ILocator rows = open.Page.Locator("#answer tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(ahead);
        string[] shown = await rows.EvaluateAllAsync<string[]>(
            "rows => rows.map((r) => [...r.cells].map((c) => c.textContent).join('|'))");

        for (int t = 0; t < ahead; t++)
        {
            string[] cells = shown[t].Split('|'), predicted = lines[1 + t].Split(',');
            Assert.StartsWith(predicted[1], cells[0], StringComparison.Ordinal);
            foreach ((string value, string cell) in predicted[5..].Zip(cells[1..]))
            {
                RequireNear(double.Parse(value, CultureInfo.InvariantCulture), cell);
            }
        }

        Assert.Empty(open.Errors);
    }

    private static async Task RequireShareAsync(ILocator bar, string[] header, string[] predicted, string column)
    {
        double expected = double.Parse(predicted[Array.IndexOf(header, column)], CultureInfo.InvariantCulture);
        await Assertions.Expect(bar).ToHaveCountAsync(1);
        Assert.Equal(
            expected, double.Parse((await bar.GetAttributeAsync("data-share"))!, CultureInfo.InvariantCulture), 3e-6);
    }

    private static void RequireNear(double expected, string shown) =>
        Assert.Equal(
            expected, double.Parse(shown, CultureInfo.InvariantCulture), Shown * Math.Max(1e-2, Math.Abs(expected)));

    private static string[] Lines(IJobModel model, JobInput input)
    {
        var text = new StringWriter();
        model.Predict(input, text, TestContext.Current.CancellationToken);
        return text.ToString().TrimEnd('\n').Split('\n');
    }

    private static double[] Numbers(string sentence) =>
        [.. NumberPattern().Matches(sentence).Select(m => double.Parse(m.Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"-?\d+(\.\d+)?")]
    private static partial Regex NumberPattern();
}
