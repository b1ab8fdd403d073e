using Carousel.Anomalies;
using Carousel.Autograd;

namespace Carousel.Jobs.Tests.Anomalies;

public sealed class ChannelDetectorTests
{
    private static readonly DetectorOptions _quick = new()
    {
        Forecaster = new ChannelOptions { Hidden = 8, FirstSteps = 60, LearnEvery = 8 },
    };

    /// <summary>A wave of 24 rows with a little noise; from some row on something may happen.</summary>
    private static float[] Wave(int rows, Func<int, float, float>? change = null)
    {
        var values = new float[rows];
        for (int r = 0; r < rows; r++)
        {
            float usual = (float)((10 * Math.Sin(2 * Math.PI * r / 24)) + (0.3 * Math.Sin(r * 12.9898)));
            values[r] = change?.Invoke(r, usual) ?? usual;
        }

        return values;
    }

    private static List<RowVerdict> Run(float[] values, DetectorOptions options, int learning = 200)
    {
        using var backend = new CpuBackend(1);
        using var detector = new ChannelDetector(backend, 1, learning, options);
        return [.. values.Select((v, r) => detector.Take(new DateTime(2024, 1, 1).AddHours(r), [v]))];
    }

    [Fact]
    public void Score_IsNotGiven_WhileTheDetectorLearns()
    {
        List<RowVerdict> verdicts = Run(Wave(210), _quick);

        Assert.All(verdicts[..200], v => Assert.True(double.IsNaN(v.Score) && !v.IsAlarm));
        Assert.All(verdicts[200..], v => Assert.True(double.IsFinite(v.Score)));
    }

    [Fact]
    public void Alarm_IsRaised_WhenAValueLiesBeyondAllBefore()
    {
        List<RowVerdict> verdicts = Run(Wave(300, (r, v) => r == 280 ? 40 : v), _quick);

        Assert.True(verdicts[280].IsAlarm);
        Assert.Equal(RowReason.Range, verdicts[280].Reason);
        Assert.DoesNotContain(verdicts[..280], v => v.Reason == RowReason.Range && v.IsAlarm);
    }

    [Fact]
    public void Alarm_IsNotRaised_ByAValueOfTheLearningPart_ThatTheForecasterNoLongerRemembers()
    {
        DetectorOptions forgetful = _quick with { Forecaster = _quick.Forecaster with { Memory = 60 } };
        List<RowVerdict> verdicts = Run(Wave(520, (r, v) => r is 120 or 500 ? 40 : v), forgetful, learning: 400);

        Assert.Equal(0, verdicts[500].Extreme);
    }

    [Fact]
    public void Alarm_NamesTheChannelThatIsNews_NotTheOneThatIsStillOdd()
    {
        float[] left = Wave(400, (r, v) => r >= 330 ? 1 : v), right = Wave(400, (r, v) => r == 390 ? 40 : v);
        using var backend = new CpuBackend(1);
        using var detector = new ChannelDetector(backend, 2, 200, _quick with { Quiet = 0 });
        List<RowVerdict> verdicts = [.. left.Select((v, r) => detector.Take(
            new DateTime(2024, 1, 1).AddHours(r), [v, right[r]]))];

        Assert.Equal((true, RowReason.Range, 1), (verdicts[390].IsAlarm, verdicts[390].Reason, verdicts[390].Channel));
    }

    [Fact]
    public void Alarm_IsRaised_WhenTheWaveStands_ThoughEveryValueWasSeenBefore()
    {
        List<RowVerdict> verdicts = Run(Wave(400, (r, v) => r >= 330 ? 1 : v), _quick);

        Assert.Contains(verdicts[330..380], v => v is { IsAnomalous: true, Reason: RowReason.Surprise });
    }

    [Fact]
    public void LevelShift_IsAnAlarmOfTheValues_AndIsUsualOnceTheWindowIsRenewed()
    {
        List<RowVerdict> verdicts = Run(
            Wave(900, (r, v) => r >= 300 ? v + 60 : v), _quick with { UsesForecast = false });

        // The window of the Gaussian is renewed at row 400: a crest a trifle above the last is far from the old level
        // until then, and at row 390 the quiet time is over.
        Assert.Equal([300, 390], Enumerable.Range(0, 900).Where(r => verdicts[r].IsAlarm));
        Assert.DoesNotContain(verdicts[400..], v => v.IsAnomalous);
    }

    [Fact]
    public void SpikeOfEveryDay_IsNewsOnce()
    {
        List<RowVerdict> verdicts = Run(
            Wave(700, (r, v) => r >= 240 && r % 48 == 0 ? 80 : v), _quick with { UsesForecast = false });

        Assert.Equal([240], Enumerable.Range(0, 700).Where(r => verdicts[r].IsAlarm));
    }

    [Fact]
    public void Members_AreAveraged_AndOneAloneIsAnotherDetector()
    {
        float[] wave = Wave(300, (r, v) => r >= 280 ? 1 : v);
        List<RowVerdict> three = Run(wave, _quick), again = Run(wave, _quick);
        List<RowVerdict> one = Run(wave, _quick with { Forecaster = _quick.Forecaster with { Members = 1 } });

        Assert.Equal(three, again);
        Assert.NotEqual(three[290].Expected, one[290].Expected);
    }

    [Fact]
    public void Alarm_IsNotRaisedAgain_WithinTheQuietTime()
    {
        List<RowVerdict> verdicts = Run(
            Wave(320, (r, v) => r switch { 280 => 40, 290 => 400, 310 => 40_000, _ => v }),
            _quick with { Quiet = 0.1, UsesForecast = false });

        // A tenth of 200 rows: row 290 is too near to row 280, row 310 is not.
        Assert.True(verdicts[280].IsAlarm);
        Assert.True(verdicts[290].IsAnomalous && !verdicts[290].IsAlarm);
        Assert.True(verdicts[310].IsAlarm);
    }

    [Fact]
    public void Answers_DependOnNoLaterRow()
    {
        List<RowVerdict> one = Run(Wave(260), _quick);
        List<RowVerdict> other = Run(Wave(280, (r, v) => r >= 240 ? -3 * v : v), _quick);

        Assert.Equal(one[..240], other[..240]);
    }

    [Fact]
    public void Gap_IsNoAnomaly()
    {
        List<RowVerdict> verdicts = Run(Wave(260, (r, v) => r is > 100 and < 120 or 230 ? float.NaN : v), _quick);

        Assert.False(verdicts[230].IsAnomalous);
        Assert.True(double.IsFinite(verdicts[231].Score));
    }

    [Fact]
    public void ConstantChannel_RaisesNoAlarm_UntilItChanges()
    {
        float[] values = new float[300];
        Array.Fill(values, 45f);
        values[290] = 46;

        List<RowVerdict> verdicts = Run(values, _quick);

        Assert.DoesNotContain(verdicts[..290], v => v.IsAnomalous);
        Assert.True(verdicts[290].IsAlarm);
    }
}
