using System.Globalization;
using Carousel.Anomalies;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;

namespace Carousel.Jobs.Tests.Anomalies;

/// <summary>Counters of meters: their rise from row to row is watched.</summary>
public sealed class RisingChannelsTests
{
    private const int Rows = 480, Leak = 400;

    [Fact]
    public void Meter_IsWatchedByItsRise_AndBeginsAgainWithoutAnAlarm()
    {
        ChannelData data = Read(Csv(resetAt: 100));

        ChannelData watched = RisingChannels.Watched(data, RisingChannels.Find(data, Rows));

        Assert.Equal([0], RisingChannels.Find(data, Rows)!);
        Assert.True(float.IsNaN(watched.Columns[0][0]));
        Assert.True(float.IsNaN(watched.Columns[0][100]));
        Assert.InRange(watched.Columns[0][200], 0, 3);
        Assert.Same(data.Columns[1], watched.Columns[1]);
        Assert.Contains("'meter' only rises, as a meter does: its rise from row to row is watched.", watched.Notes);
    }

    [Theory]
    [InlineData(100, 130, 30f)]
    [InlineData(100, 95, -5f)]
    [InlineData(100, 2, float.NaN)]
    public void Fall_IsAFall_UnlessTheMeterBeginsAgain(float before, float now, float rise) =>
        Assert.Equal(rise, MeterRise.Of(before, now));

    [Fact]
    public void WavesAndStates_AreNotMeters()
    {
        ChannelData data = Read("a,b\n" + string.Concat(Enumerable.Range(0, 200).Select(
            r => string.Create(CultureInfo.InvariantCulture, $"{Math.Sin(r / 9.0):0.###},{r / 150}\n"))));

        Assert.Null(RisingChannels.Find(data, 200));
    }

    [Fact]
    public async Task Leak_IsFound_AndAStreamSaysTheSame()
    {
        string csv = Csv();
        var options = new AnomalyOptions { Fit = new FitOptions { Hidden = 8, Epochs = 3, Threads = 1 } };
        using ChannelModel model = (await ChannelPlan.Make(Read(csv), options)
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        using var answers = new StringWriter();
        model.Predict(JobInput.OfText(csv), answers, TestContext.Current.CancellationToken);
        using IStreamingModel stream = model.NewStream(new ReadOptions());

        string[] lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] streamed = [.. lines.Select((line, n) => stream.Take(line, n + 1)?.ToCsv()).OfType<string>()];

        string[] predicted = answers.ToString().Split('\n')[1..];
        Assert.Contains(",1,meter,", predicted[Leak + 1], StringComparison.Ordinal);
        Assert.Equal(predicted[Leak - 5].Split(',')[..4], streamed[Leak - 5].Split(',')[..4]);
        Assert.Equal(predicted[Leak + 1].Split(',')[..4], streamed[Leak + 1].Split(',')[..4]);
    }

    private static ChannelData Read(string csv) =>
        ChannelData.Read(new StringReader(csv), "meter.csv", new ReadOptions(), null);

    private static string Csv(int resetAt = -1)
    {
        var text = new System.Text.StringBuilder("time,meter,flow\n");
        double meter = 5000;
        for (int r = 0; r < Rows; r++)
        {
            double rise = 1 + (0.6 * Math.Sin(r * Math.PI / 12)) + (0.05 * Math.Sin(r * 7.1))
                + (r is >= Leak and < Leak + 6 ? 4 : 0);
            meter = r == resetAt ? 0 : meter + rise;
            text.Append(
                CultureInfo.InvariantCulture,
                $"{new DateTime(2024, 1, 1).AddHours(r):yyyy-MM-dd HH:mm},{meter:0.##},{Math.Sin(r / 5.0):0.###}\n");
        }

        return text.ToString();
    }
}
