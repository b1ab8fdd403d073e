using System.Globalization;
using Carousel.Autograd;
using Carousel.Classification;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Interchange.Networks;
using Carousel.Interchange.Tests;
using Carousel.Interchange.Web;
using Carousel.Jobs.Fitting;
using Carousel.Networks;

namespace Carousel.Browser.Tests.Exported;

/// <summary>Pages of small models, each in a folder that goes with the test.</summary>
public sealed class ExportedModels : IDisposable
{
    private static readonly Lazy<Task<string>> _language = new(async () => HtmlOf(await TinyModels.LanguageAsync()));
    private static readonly Lazy<Task<string>> _classifier = new(
        async () => HtmlOf(await TinyModels.ClassifierAsync(PoolingKind.Mean)));
    private static readonly Lazy<Task<string>> _forecaster = new(
        async () =>
            HtmlOf(await TinyModels.ForecasterAsync(TinyModels.ForecastOptions()), example: TinyModels.DailyCsv(60)));

    private readonly string _folder = Directory.CreateTempSubdirectory("carousel-web-").FullName;

    /// <summary>
    /// The page of a language model of characters, made once for all tests that need only the page.
    /// </summary>
    public async Task<string> LanguagePageAsync() => Write("language.html", await _language.Value);

    /// <summary>The page of a classifier of the channels x and y, made once.</summary>
    public async Task<string> ClassifierPageAsync() => Write("classifier.html", await _classifier.Value);

    /// <summary>The page of a forecaster that shows sixty days, made once.</summary>
    public async Task<string> ForecasterPageAsync() => Write("forecaster.html", await _forecaster.Value);

    /// <summary>Writes the page of a model.</summary>
    internal string PageOf(IPortableModel model, WebPrecision precision = WebPrecision.Floating, string example = "") =>
        Write("page.html", WebExport.Write(PortableNetwork.Of(model), precision, "A model", [], example).Html);

    /// <summary>Writes a file into the folder.</summary>
    public string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A classifier of texts by words.</summary>
    public static async Task<Classifier> ReviewsAsync() => (await ClassPlan.Make(
        new ClassData(
            "reviews", [], [.. Enumerable.Range(0, 40).Select(i => new ClassSample(i % 2 == 0 ? "good" : "bad", i + 1)
            {
                Id = $"{i}",
                Text = i % 2 == 0
                    ? $"A fine, well-made film: I'd see {i % 5} more."
                    : $"Dull. It isn't worth {i % 7} dollars!",
            })]),
        null,
        new ClassOptions
        {
            IsCausal = true,
            Pooling = PoolingKind.Mean,
            Ensemble = 1,
            Baseline = ClassBaseline.None,
            Fit = TinyModels.Fit(),
        }).FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;

    /// <summary>
    /// A forecaster that reads a column known ahead in addition to its target, from a weekly wave with the days on
    /// which a shop is open.
    /// </summary>
    public static Task<Forecaster> ShopAsync(CellKind cell)
    {
        const int rows = 140;
        float[] open = [.. Enumerable.Range(0, rows).Select(Open)],
            sales = [.. Enumerable.Range(0, rows).Select(Sales)];
        DateTime[] days = [.. Enumerable.Range(0, rows).Select(Day)];
        return TinyModels.ForecasterAsync(
            TinyModels.ForecastOptions(cell),
            new SeriesSet(
                [new Series(["y", "open"], [sales, open], days)], new SeriesRoles(["y"], ["open"], [], []), "shop.csv",
                timeName: "date"));
    }

    /// <summary>Days of the shop; of the last ones, which are ahead, the sales are not known.</summary>
    public static string ShopCsv(int rows, int ahead) =>
        "date,y,open\n" + string.Concat(Enumerable.Range(0, rows).Select(t => string.Create(
        CultureInfo.InvariantCulture,
        $"{Day(t):yyyy-MM-dd},{(t < rows - ahead ? $"{Sales(t):0.####}" : "")},{Open(t)}\n")));

    private static string HtmlOf(IPortableModel model, string example = "")
    {
        using (model)
        {
            return WebExport.Write(PortableNetwork.Of(model), WebPrecision.Floating, "A model", [], example).Html;
        }
    }

    private static DateTime Day(int t) => new DateTime(2024, 1, 1).AddDays(t);

    private static float Open(int t) => t % 7 == 6 ? 0 : 1;

    private static float Sales(int t) =>
        (float)Math.Round(10 + (3 * Math.Sin(2 * Math.PI * t / 7)) - (4 * (1 - Open(t))), 4);
}
