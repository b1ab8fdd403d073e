using System.Globalization;
using Carousel.Forecasting;
using Carousel.Jobs.Reading;
using Carousel.Storage;

namespace Carousel.Jobs.Tests.Forecasting;

public sealed class ForecastFileTests : IDisposable
{
    private static readonly Data.SeriesSet _set = Tiny.Daily(Tiny.Wave(130), Tiny.Wave(130, 50, 9, 1));
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ALoadedForecaster_ForecastsTheSameBits_AndWritesTheSameFile()
    {
        using Forecaster fitted = Tiny.Fit(_set, Tiny.Options() with { Ensemble = 2 });
        string path = _folder.File("model.safetensors");
        fitted.Save(path);

        using Forecaster loaded = Forecaster.Load(path, threads: 1);

        Assert.Equal(Tiny.Values(fitted.Predict(_set).Quantiles), Tiny.Values(loaded.Predict(_set).Quantiles));
        Assert.Equal(fitted.Predict(_set).Sum(0, 1, 80), loaded.Predict(_set).Sum(0, 1, 80));
        Assert.Equivalent(fitted.Design, loaded.Design, strict: true);
        Assert.Equivalent(fitted.Summary, loaded.Summary, strict: true);
        Assert.Equal(fitted.Origin, loaded.Origin);
        loaded.Save(_folder.File("again"));
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(_folder.File("again")));
    }

    [Fact]
    public void TheOrigin_TellsTheDataWithoutHoldingIt()
    {
        using Forecaster fitted = Tiny.Fit(_set, Tiny.Options());

        Assert.Equal(
            new ForecastOrigin(_set.Fingerprint(), 130, 1, "2024-01-01", "2024-05-09", "2024-04-16", 16, 24),
            fitted.Origin);
    }

    [Fact]
    public void ALoadedForecaster_IsMeasuredAsByItsFit_OnTheFileOfTheFit()
    {
        float[] wave = Tiny.Wave(130), other = Tiny.Wave(130, 0, 1, 2);
        string file = _folder.File("wave.csv");
        File.WriteAllText(file, "date,y\n" + string.Concat(wave.Select((y, t) => string.Create(
            CultureInfo.InvariantCulture, $"{Tiny.Days(130)[t]:yyyy-MM-dd},{y + (other[t] * (t % 5))}\n"))));
        var plan = ForecastPlan.Make(
            SeriesReader.ReadCsv(file, new ReadOptions()), Tiny.Options() with { ValidationRows = 35, Stride = null });
        using Forecaster fitted = Tiny.Fit(plan);
        JobResult fit = plan.Fitted(fitted).Measure("", TestContext.Current.CancellationToken);
        fitted.Save(_folder.File("model.safetensors"));
        using Forecaster loaded = Forecaster.Load(_folder.File("model.safetensors"), threads: 1);

        JobResult measured = loaded.Evaluate(JobInput.OfFile(file), TestContext.Current.CancellationToken);

        Assert.Contains("boosted trees", measured.Scores.Select(s => s.Name));
        Assert.All(measured.Scores, s => Assert.Equal(
            fit.Scores.Single(f => f.Name == s.Name).Metrics.OrderBy(m => m.Key),
            s.Metrics.OrderBy(m => m.Key)));
    }

    [Fact]
    public void EveryTruncation_GivesOneSentence()
    {
        string path = Save();
        byte[] bytes = File.ReadAllBytes(path);
        var random = new Random(1);
        int[] lengths =
        [
            0, 1, 7, 8, 9, .. Enumerable.Range(0, 60).Select(_ => random.Next(bytes.Length)), bytes.Length - 1,
        ];
        foreach (int length in lengths)
        {
            File.WriteAllBytes(path, bytes[..length]);
            CheckSentence(path);
        }
    }

    [Fact]
    public void EveryDamagedByte_GivesOneSentence()
    {
        string path = Save();
        byte[] bytes = File.ReadAllBytes(path);
        var random = new Random(2);
        for (int i = 0; i < 100; i++)
        {
            byte[] damaged = [.. bytes];
            damaged[random.Next(bytes.Length)] ^= (byte)(1 + random.Next(255));
            File.WriteAllBytes(path, damaged);
            CheckSentence(path);
        }
    }

    [Theory]
    [InlineData("\"hidden\":4", "\"hidden\":4000")]
    [InlineData("\"hidden\":4", "\"hidden\":-4")]
    [InlineData("\"hidden\":4", "\"hidden\":5")]
    [InlineData("\"hidden\":4", "\"hidden\":\"four\"")]
    [InlineData("\"layers\":1", "\"layers\":17")]
    [InlineData("\"layers\":1", "\"layers\":2")]
    [InlineData("\"ensemble\":1", "\"ensemble\":0")]
    [InlineData("\"ensemble\":1", "\"ensemble\":2")]
    [InlineData("\"horizon\":4", "\"horizon\":0")]
    [InlineData("\"horizon\":4", "\"horizon\":100000")]
    [InlineData("\"lookback\":8", "\"lookback\":0")]
    [InlineData("\"targets\":[\"y0\",\"y1\"]", "\"targets\":[]")]
    [InlineData("\"targets\":[\"y0\",\"y1\"]", "\"targets\":null")]
    [InlineData("\"targets\":[\"y0\",\"y1\"]", "\"targets\":[\"y0\",\"y0\"]")]
    [InlineData("\"known\":[]", "\"known\":[\"price\"]")]
    [InlineData("\"lags\":[", "\"lags\":[-1,")]
    [InlineData("\"lags\":[", "\"lags\":[null,")]
    [InlineData("\"levels\":[", "\"levels\":[0,")]
    [InlineData("\"levels\":[", "\"levels\":[3,")]
    [InlineData("\"level_span\":7", "\"level_span\":0")]
    [InlineData("\"masked\":[]", "\"masked\":[\"nobody\"]")]
    [InlineData("\"rates\":[]", "\"rates\":[{\"target\":\"y0\",\"known\":\"nobody\"}]")]
    [InlineData("\"harmonics\":2", "\"harmonics\":0")]
    [InlineData("\"harmonics\":2", "\"harmonics\":10000")]
    [InlineData("\"loss\":\"Quantile\"", "\"loss\":99")]
    [InlineData("\"loss\":\"Quantile\"", "\"loss\":\"Gaussian\"")]
    [InlineData("\"cell\":\"Lstm\"", "\"cell\":\"Gru\"")]
    [InlineData("\"cell\":\"Lstm\"", "\"cell\":9")]
    [InlineData("\"dropout\":0.2", "\"dropout\":2")]
    [InlineData("\"dropout\":0.2", "\"dropout\":\"NaN\"")]
    [InlineData("\"intervals\":[80,95]", "\"intervals\":[]")]
    [InlineData("\"intervals\":[80,95]", "\"intervals\":[300]")]
    [InlineData("\"quantiles\":[", "\"quantiles\":[0.9,")]
    [InlineData("\"quantiles\":[", "\"quantiles\":[-1,")]
    [InlineData("\"transforms\":[", "\"transforms\":[\"None\",")]
    [InlineData("\"season\":7", "\"season\":-7")]
    public void ADamagedConfiguration_GivesOneSentence(string from, string to) =>
        CheckChanged(file => file.Configuration, from, to);

    [Theory]
    [InlineData("\"scaling\":{", "\"skaling\":{")]
    [InlineData("\"offsets\":[[", "\"offsets\":[[0,")]
    [InlineData("\"offsets\":[[", "\"offsets\":[[0],[")]
    [InlineData("\"statics\":[]", "\"statics\":[{\"offset\":0,\"scale\":1}]")]
    [InlineData("\"scale\":", "\"scale\":0,\"x\":")]
    [InlineData("\"scale\":", "\"scale\":\"NaN\",\"x\":")]
    [InlineData("\"offset\":", "\"offset\":\"Infinity\",\"x\":")]
    public void DamagedScalers_GiveOneSentence(string from, string to) => CheckChanged(file => file.Scalers, from, to);

    [Fact]
    public void ModelsOfOtherTasks_AndFilesThatAreNone_AreRefused()
    {
        string path = Save();
        ModelFile file = ModelFile.Read(path);
        new ModelFile { Task = "classify", Configuration = file.Configuration, Tensors = file.Tensors }.Write(path);
        Assert.Equal(
            $"{path}: this is a model for 'classify'; a model for 'forecast' is needed here.",
            Assert.Throws<ModelFileException>(() => Forecaster.Load(path)).Message);

        CheckSentence(_folder.File("nowhere.safetensors"));
        File.WriteAllText(path, "date,value\n2024-01-01,3\n");
        CheckSentence(path);
    }

    private string Save()
    {
        string path = _folder.File("model.safetensors");
        using Forecaster fitted = Tiny.Fit(
            _set, Tiny.Options() with { Fit = Tiny.Options().Fit with { Dropout = 0.2 } });
        fitted.Save(path);
        return path;
    }

    private void CheckChanged(Func<ModelFile, string> part, string from, string to)
    {
        string path = Save();
        ModelFile file = ModelFile.Read(path);
        string text = part(file);
        Assert.Contains(from, text, StringComparison.Ordinal);
        string changed = new System.Text.RegularExpressions.Regex(System.Text.RegularExpressions.Regex.Escape(from))
            .Replace(text, to, 1);
        bool isScalers = ReferenceEquals(text, file.Scalers);
        new ModelFile
        {
            Task = file.Task,
            Configuration = isScalers ? file.Configuration : changed,
            Scalers = isScalers ? changed : file.Scalers,
            Training = file.Training,
            Data = file.Data,
            Tensors = file.Tensors,
        }.Write(path);
        CheckSentence(path);
    }

    private static void CheckSentence(string path)
    {
        string message = Assert.Throws<ModelFileException>(() => Forecaster.Load(path, threads: 1)).Message;
        Assert.StartsWith(path, message, StringComparison.Ordinal);
        Assert.EndsWith(".", message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", message, StringComparison.Ordinal);
    }
}
