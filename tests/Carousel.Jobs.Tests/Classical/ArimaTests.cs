using Carousel.Classical;

namespace Carousel.Jobs.Tests.Classical;

public sealed class ArimaTests
{
    private const int Horizon = 24;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(40, 1)]
    [InlineData(40, 12)]
    public void AConstant_IsForecastWithoutDeviation(int length, int season)
    {
        double[] history = [.. Enumerable.Repeat(7.25, length)];

        (double[] mean, double[] deviation) = Forecast(Arima.Fit(history, season), history);
        Assert.All(mean, value => Assert.Equal(7.25, value, 1e-12));
        Assert.All(deviation, value => Assert.Equal(0, value));
    }

    [Fact]
    public void ThreeValues_AreForecastNearThem()
    {
        double[] history = [203.4, 214, 212.7];

        (double[] mean, _) = Forecast(Arima.Fit(history, 1), history);
        Assert.All(mean, value => Assert.InRange(value, 200, 220));
    }

    [Fact]
    public void ALine_IsContinued()
    {
        double[] history = [.. Enumerable.Range(0, 50).Select(t => 3 + (0.5 * t))];

        (double[] mean, double[] deviation) = Forecast(Arima.Fit(history, 1), history);
        for (int h = 0; h < Horizon; h++)
        {
            Assert.Equal(3 + (0.5 * (50 + h)), mean[h], 1e-8);
            Assert.Equal(0, deviation[h], 1e-8);
        }
    }

    [Fact]
    public void ARepeatedSeason_IsContinued()
    {
        double[] history = [.. Enumerable.Range(0, 60).Select(t => (double)(t * t % 12))];

        (double[] mean, _) = Forecast(Arima.Fit(history, 12), history);
        for (int h = 0; h < Horizon; h++)
        {
            Assert.Equal(history[48 + (h % 12)], mean[h], 1e-6);
        }
    }

    [Fact]
    public void ShortSeries_HaveFiniteForecasts()
    {
        for (int length = 1; length <= 30; length++)
        {
            foreach (int season in new[] { 1, 4, 12 })
            {
                double[] history = [.. ClassicalSamples.Noise(length, length).Select((e, t) => e + (0.3 * t))];
                (double[] mean, double[] deviation) = Forecast(Arima.Fit(history, season), history);
                Assert.All(mean, value => Assert.True(double.IsFinite(value), $"{length}, {season}"));
                Assert.All(deviation, value => Assert.InRange(value, 0, double.MaxValue));
            }
        }
    }

    [Fact]
    public void MissingValues_ChangeTheForecastLittle()
    {
        double[] complete = ClassicalSamples.LogPassengers, history = [.. complete];
        foreach (int t in new[] { 0, 1, 20, 50, 51, 77, 100, 143 })
        {
            history[t] = double.NaN;
        }

        ArimaModel model = Arima.Fit(history, 12);
        (double[] mean, double[] deviation) = Forecast(model, history);
        (double[] expected, double[] expectedDeviation) = Forecast(Arima.Fit(complete, 12), complete);
        for (int h = 0; h < Horizon; h++)
        {
            Assert.Equal(expected[h], mean[h], 0.05);
            Assert.InRange(deviation[h] / expectedDeviation[h], 0.9, 1.4);
        }
    }

    /// <summary>Values that are missing at the end are forecast too, so later steps are further ahead.</summary>
    [Fact]
    public void MissingValuesAtTheEnd_MoveTheForecast()
    {
        double[] complete = ClassicalSamples.LogPassengers, history = [.. complete, double.NaN, double.NaN];
        ArimaModel model = ArimaOfOrders.Fit(complete, new ArimaOrders(0, 1, 1, 0, 1, 1, 12));

        (double[] mean, double[] deviation) = Forecast(model, history);
        (double[] all, double[] allDeviation) = Forecast(model, complete);
        Assert.Equal(all[2..], mean[..^2]);
        Assert.Equal(allDeviation[2..], deviation[..^2]);
    }

    /// <summary>The filter of levels and the differenced series are two ways to the same forecast.</summary>
    [Fact]
    public void AMissingValueLongAgo_LeavesTheForecastAsItIs()
    {
        double[] complete = ClassicalSamples.LogPassengers, history = [.. complete];
        history[2] = double.NaN;
        ArimaModel model = ArimaOfOrders.Fit(complete, new ArimaOrders(0, 1, 1, 0, 1, 1, 12));

        (double[] mean, double[] deviation) = Forecast(model, history);
        (double[] expected, double[] expectedDeviation) = Forecast(model, complete);
        for (int h = 0; h < Horizon; h++)
        {
            Assert.Equal(expected[h], mean[h], 0.01 * expectedDeviation[h]);
            Assert.Equal(expectedDeviation[h], deviation[h], 0.01 * expectedDeviation[h]);
        }
    }

    [Theory]
    [InlineData(1000, 0)]
    [InlineData(0.001, 0)]
    [InlineData(-2, 50)]
    public void Forecasts_FollowScaleAndLevel(double scale, double level)
    {
        double[] history = ClassicalSamples.Passengers, moved = [.. history.Select(value => (scale * value) + level)];
        ArimaModel model = Arima.Fit(history, 12), other = Arima.Fit(moved, 12);
        (double[] mean, double[] deviation) = Forecast(model, history);

        (double[] movedMean, double[] movedDeviation) = Forecast(other, moved);
        Assert.Equal(model.Orders, other.Orders);
        for (int h = 0; h < Horizon; h++)
        {
            Assert.Equal((scale * mean[h]) + level, movedMean[h], 1e-3 * Math.Abs(scale) * deviation[h]);
            Assert.Equal(Math.Abs(scale) * deviation[h], movedDeviation[h], 1e-3 * Math.Abs(scale) * deviation[h]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(12)]
    public void Deviations_DoNotFall(int season)
    {
        double[] history = ClassicalSamples.LogPassengers;

        (_, double[] deviation) = Forecast(Arima.Fit(history, season), history);
        for (int h = 1; h < Horizon; h++)
        {
            Assert.True(deviation[h] >= deviation[h - 1] * (1 - 1e-9));
        }
    }

    /// <summary>Far variances of a model that is differenced twice are as large as those of unknown levels.</summary>
    [Fact]
    public void DeviationsAfterAGap_DoNotFall()
    {
        double[] history =
        [
            100.43, 105.45, 109.98, 113.83, 116.85, 119.22, 119.68, double.NaN, 116.86, 113.80, 109.81,
        ];
        ArimaModel model = ArimaOfOrders.Fit(history, new ArimaOrders(1, 2, 0));

        (double[] mean, double[] deviation) = Forecast(model, history);
        for (int h = 1; h < Horizon; h++)
        {
            Assert.True(deviation[h] > deviation[h - 1] && mean[h] < mean[h - 1]);
        }
    }

    [Fact]
    public void Fits_AreRepeatable()
    {
        double[] history = ClassicalSamples.Passengers;

        (double[] mean, double[] deviation) = Forecast(Arima.Fit(history, 12), history);
        (double[] again, double[] deviationAgain) = Forecast(Arima.Fit(history, 12), history);
        Assert.Equal(mean, again);
        Assert.Equal(deviation, deviationAgain);
    }

    /// <summary>Coefficients, partial autocorrelations and back.</summary>
    [Fact]
    public void PartialAutocorrelations_AreInvertible_AndKnowTheUnitCircle()
    {
        double[] partial = [0.5, -0.3, 0.8, 0.1], coefficients = new double[4];
        for (int j = 0; j < 4; j++)
        {
            LagPolynomial.StepUp(coefficients.AsSpan(0, j + 1), partial[j]);
        }

        Assert.All(
            partial.Zip(LagPolynomial.Partial(coefficients)!),
            pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        Assert.NotNull(LagPolynomial.Partial([0.98], 1.01));
        Assert.Null(LagPolynomial.Partial([0.995], 1.01));
        Assert.Null(LagPolynomial.Partial([1.2, -0.1]));
    }

    [Fact]
    public void ImpossibleInputs_AreRejected()
    {
        Assert.Throws<ArgumentException>(() => Arima.Fit([double.NaN, double.NaN], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Arima.Fit([1, 2, 3], 0));
    }

    private static (double[] Mean, double[] Deviation) Forecast(ArimaModel model, double[] history)
    {
        double[] mean = new double[Horizon], deviation = new double[Horizon];
        model.Forecast(history, mean, deviation);
        return (mean, deviation);
    }
}
