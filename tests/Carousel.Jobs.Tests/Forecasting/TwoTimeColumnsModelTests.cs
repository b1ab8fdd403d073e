using System.Globalization;
using Carousel.Anomalies;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>A model that was trained on a date and an hour in two columns reads new files and lines by both.</summary>
public sealed class TwoTimeColumnsModelTests : IDisposable
{
    private const int Rows = 130;

    private static readonly string[] _lines =
    [
        "dteday,hr,y0",
        .. Enumerable.Range(0, Rows).Select(r => string.Create(
            CultureInfo.InvariantCulture,
            $"{Tiny.Monday.AddHours(r):yyyy-MM-dd},{r % 24},{10 + (3 * Math.Sin(r * 0.9)):0.00}")),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Model_RemembersBothColumns_ForFilesAndLines()
    {
        string file = _folder.File("model.safetensors"), data = _folder.File("rides.csv");
        File.WriteAllLines(data, _lines);
        using (Forecaster fitted = Tiny.Fit(
            SeriesReader.ReadCsv(data, new ReadOptions { Time = "dteday,hr" }), Tiny.Options()))
        {
            fitted.Save(file);
        }

        using Forecaster model = Forecaster.Load(file, 1);
        Assert.Equal("dteday,hr", model.Design.TimeName);
        SeriesSet set = ModelData.Read(model.Design, file, data, new ReadOptions());
        Assert.Equal(Tiny.Monday.AddHours(Rows - 1), set[0].TimeAt(Rows - 1));
        Forecast forecast = model.Predict(set, cancellation: TestContext.Current.CancellationToken);
        string expected = ((float)forecast.Quantiles.MedianOf(0, 0, 0)).ToString("R", CultureInfo.InvariantCulture);

        Assert.Equal(expected, Last(model, _lines).Split(',')[^model.Design.Horizon]);
        Assert.Equal(expected, Last(model, _lines[1..]).Split(',')[^model.Design.Horizon]);
        Assert.StartsWith("2024-01-06 09:00,", Last(model, _lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Message_NamesTheHour_WhenALineOrAFileLacksIt()
    {
        using Forecaster model = Tiny.Fit(
            SeriesReader.ReadCsv(
                new StringReader(string.Join('\n', _lines)), "rides.csv", new ReadOptions { Time = "dteday,hr" }),
            Tiny.Options());
        string data = _folder.File("rides.csv");
        File.WriteAllText(data, "dteday,y0\n2024-01-01,5\n");

        Assert.Equal(
            $"model was trained on columns y0; {data} lacks 'hr', which the model needs.",
            Assert.Throws<DataFormatException>(
                () => ModelData.Read(model.Design, "model", data, new ReadOptions())).Message);
        using var stream = new ForecastStream(model, new ForecastStreamOptions { Source = "lines" });
        stream.Take(_lines[0], 1);
        Assert.Equal(
            "lines:2:2: '25' in column 'hr' is not a time of day: hours go from 0 to 23. Correct it, or call the "
            + "column 'hour ending' if its hours go from 1 to 24.",
            Assert.Throws<DataFormatException>(() => stream.Take("2024-01-01,25,3", 2)).Message);
        Assert.Equal(
            "lines:2:1: 'soon' in column 'dteday' is not a time stamp that is understood. Write it like 2001-06-30 or "
            + "2001-06-30 23:00, or pass TimeFormat.",
            Assert.Throws<DataFormatException>(() => stream.Take("soon,5,3", 2)).Message);
    }

    [Fact]
    public void ChannelStream_ReadsBothColumns_AlsoAfterACheckpoint()
    {
        using var backend = new CpuBackend(1);
        var options = new DetectorOptions { Forecaster = new ChannelOptions { Hidden = 4, FirstSteps = 5 } };
        string checkpoint = _folder.File("stream.safetensors");
        ChannelStream Make() => new(backend, 20, "lines.csv", new ReadOptions { Time = "dteday,hr" }, options);
        using ChannelStream whole = Make();
        string[] answers = [.. _lines.Select((l, n) => whole.Take(l, n + 1)?.ToCsv()).OfType<string>()];
        using (ChannelStream first = Make())
        {
            for (int n = 0; n < 60; n++)
            {
                first.Take(_lines[n], n + 1);
            }

            first.SaveCheckpoint(checkpoint);
        }

        using ChannelStream second = Make();
        second.Resume(checkpoint);
        answers = string.Join('\n', answers).Split('\n');
        Assert.Equal(answers[59..], _lines.Select((l, n) => second.Take(l, n + 1)?.ToCsv()).OfType<string>());
        Assert.StartsWith("2024-01-01 0,", answers[0], StringComparison.Ordinal);
        Assert.StartsWith("\"dteday,hr\",score,", whole.Header, StringComparison.Ordinal);
    }

    private static string Last(Forecaster model, string[] lines)
    {
        using var stream = new ForecastStream(model, new ForecastStreamOptions { Source = "lines" });
        return lines.Select((line, n) => stream.Take(line, n + 1)).Last()!.ToCsv();
    }
}
