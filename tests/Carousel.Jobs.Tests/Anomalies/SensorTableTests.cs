using System.Globalization;
using System.Text;
using Carousel.Anomalies;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Tests.Forecasting;

namespace Carousel.Jobs.Tests.Anomalies;

/// <summary>Tables with a row for each sensor and time: each sensor is a channel.</summary>
public sealed class SensorTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EachSensor_IsAChannel_WithGapsWhereItHasNoRow()
    {
        ChannelData data = Read(Csv(skips: (3, "T2")));

        Assert.Equal(["T1", "T2"], data.Channels);
        Assert.Equal(200, data.Count);
        Assert.Equal(["sensor", "value"], [data.Sensors!.Id, .. data.Sensors.Values]);
        Assert.True(float.IsNaN(data.Columns[1][3]));
        Assert.False(float.IsNaN(data.Columns[0][3]));
        Assert.Contains("The table has a row for each sensor and time: each value of sensor is a channel.", data.Notes);
    }

    [Fact]
    public void Row_IsLabelled_IfOneOfItsSensorsIs()
    {
        string text = "time,sensor,value,odd\n" + string.Concat(Enumerable.Range(0, 100).Select(
            r => $"{At(r / 2 * 10, 0)},s{r % 2},{r % 11},{(r == 40 ? "1" : r == 41 ? "" : "0")}\n"));

        ChannelData data = ChannelData.Read(
            _folder.Write("labels.csv", text), "labels.csv", new ReadOptions(), "odd");

        Assert.Equal(["s0", "s1"], data.Channels);
        Assert.Equal([20], Enumerable.Range(0, data.Count).Where(r => data.Labels![r]));
    }

    [Fact]
    public void SeriesWithoutTimes_AreNoSensors()
    {
        ChannelData one = ChannelData.Read(
            new StringReader("V1,V2,V3,V4\na,1,2,3\n"), "m4.csv", new ReadOptions(), null);

        Assert.Null(one.Sensors);
        Assert.Contains(
            "2 series without times", Assert.Throws<DataFormatException>(() => ChannelData.Read(
                new StringReader("V1,V2,V3,V4\na,1,2,3\nb,1,2,3\n"), "m4.csv", new ReadOptions(), null)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("time,a,b,tag\n", "ok", "service")]
    [InlineData("time,a,b,variable\n", "0", "1")]
    public void StatesOfAMachine_AreNoSensors(string header, string usual, string other)
    {
        ChannelData data = Read(header + string.Concat(Enumerable.Range(0, 100).Select(
            r => $"{At(r * 10, 0)},{r % 7},{r % 5},{(r % 20 < 15 ? usual : other)}\n")));

        Assert.Null(data.Sensors);
        Assert.Equal(["a", "b"], data.Channels.Take(2));
    }

    [Fact]
    public async Task Model_ReadsTheSameTableAgain_AndNamesASensorThatIsGone()
    {
        string file = _folder.Write("sensors.csv", Csv(odd: 150));
        var options = new AnomalyOptions { Fit = new FitOptions { Hidden = 8, Epochs = 2, Threads = 1 } };
        using ChannelModel model = (await ChannelPlan.Read(file, options)
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        using var answers = new StringWriter();

        JobAnswer answer = model.Predict(JobInput.OfFile(file), answers, TestContext.Current.CancellationToken);
        string gone = _folder.Write("gone.csv", Csv().Replace("T2", "T9", StringComparison.Ordinal));
        DataFormatException refused = Assert.Throws<DataFormatException>(() => model.Predict(
            JobInput.OfFile(gone), TextWriter.Null, TestContext.Current.CancellationToken));

        Assert.Contains(answer.Incidents!, i => i.Channels[0] == "T1");
        Assert.Equal(201, answers.ToString().Count(c => c == '\n'));
        Assert.Contains("has no rows of sensor 'T2', which the model watches. It has rows of T1, T9.", refused.Message);
    }

    [Fact]
    public void SensorsWithTimesOfTheirOwn_AreAskedForAGrid()
    {
        string text = "time,sensor,value\n" + string.Concat(Enumerable.Range(0, 300).Select(
            r => $"{At(r / 3 * 10, r % 3 * 17)},s{r % 3},{r % 11}\n"));

        DataFormatException refused = Assert.Throws<DataFormatException>(() => Read(text));
        ChannelData data = Read(text, "10min");

        Assert.Contains(
            "its 3 sensors have rows at different times. Pass --every 10min", refused.OnCommandLine,
            StringComparison.Ordinal);
        Assert.Equal(["s0", "s1", "s2"], data.Channels);
        Assert.Equal(100, data.Count);
    }

    private ChannelData Read(string csv, string? every = null) => ChannelData.Read(
        _folder.Write("sensors.csv", csv), "sensors.csv", new ReadOptions { Every = every }, null);

    private static string At(int minutes, int seconds) => new DateTime(2024, 1, 1).AddMinutes(minutes)
        .AddSeconds(seconds).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Csv((int Row, string Sensor)? skips = null, int odd = -1)
    {
        var text = new StringBuilder("time,sensor,value\n");
        for (int r = 0; r < 200; r++)
        {
            foreach ((string sensor, double level) in new[] { ("T1", 20.0), ("T2", 40.0) })
            {
                if (skips != (r, sensor))
                {
                    double value = level + (3 * Math.Sin(r * Math.PI / 12)) + (0.2 * Math.Sin(r * 7.1))
                        + (r == odd && sensor == "T1" ? 15 : 0);
                    text.Append(CultureInfo.InvariantCulture, $"{At(r * 60, 0)},{sensor},{value:0.##}\n");
                }
            }
        }

        return text.ToString();
    }
}
