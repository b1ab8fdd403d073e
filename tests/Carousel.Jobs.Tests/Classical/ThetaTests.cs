using Carousel.Classical;

namespace Carousel.Jobs.Tests.Classical;

public sealed class ThetaTests
{
    // The equations of Fiorucci et al. 2016 written out, with the sums of the line computed again at each step.
    [Fact]
    public void Dynamic_HasTheForecastsOfThePaper()
    {
        double[] values = [.. Made.Walk(40).Select((value, t) => value + (0.4 * t))];
        var model = Theta.Fit(values, 1);
        var known = values.ToList();
        var errors = new List<double>();
        for (int t = 0; t < values.Length + 5; t++)
        {
            double mean = Mean(model, known[..t]);
            if (t < values.Length)
            {
                errors.Add(values[t] - mean);
            }
            else
            {
                known.Add(mean);
            }
        }

        Made.Near([.. known[values.Length..]], Made.Forecast(model, values, 5).Mean, 1e-10);
        double squares = errors.Sum(error => error * error);
        Assert.Equal(squares / (values.Length - 3), model.Variance, 1e-9 * squares);
    }

    [Fact]
    public void Dynamic_LeavesSmallerErrorsThanOtherParameters()
    {
        double[] values = [.. Made.Walk(60).Select((value, t) => value + (0.3 * t))];
        var problem = new ThetaProblem(values);
        ThetaFit best = problem.Solve();
        Assert.InRange(best.Weight, 0, 1);
        for (int i = 1; i < 40; i++)
        {
            double rate = 0.1 + (0.89 * i / 40);
            foreach (double weight in new[] { 0, 0.25, 0.5, 0.75, 1 })
            {
                foreach (double level in new[] { best.Level - 1, best.Level, best.Level + 1 })
                {
                    Assert.True(Squares(values, rate, weight, level) >= best.Squares - 1e-9);
                }
            }
        }

        Assert.Equal(Squares(values, best.Rate, best.Weight, best.Level), best.Squares, 1e-9 * best.Squares);
    }

    [Fact]
    public void Forecasts_FollowUnitsAndShifts()
    {
        double[] values = Made.Walk(50);
        (double[] mean, double[] deviation) = Of(values, 1);
        (double[] large, double[] largeDeviation) = Of([.. values.Select(value => 1000 * value)], 1);
        (double[] high, _) = Of([.. values.Select(value => value + 100)], 1);

        Made.Near([.. mean.Select(value => 1000 * value)], large, 1e-6);
        Made.Near([.. deviation.Select(value => 1000 * value)], largeDeviation, 1e-6);
        Made.Near([.. mean.Select(value => value + 100)], high, 1e-3);
        Assert.All(deviation.Zip(deviation.Skip(1)), pair => Assert.True(0 < pair.First && pair.First < pair.Second));
    }

    [Fact]
    public void ASeasonThatIsSignificant_IsMultipliedForPositiveValues_OtherwiseAdded()
    {
        double[] values = Made.Sales(60, 12), low = [.. values.Select(value => value - 110)];

        Assert.True(SeasonalAdjustment.Choose(values, 12)!.IsMultiplicative);
        Assert.False(SeasonalAdjustment.Choose(low, 12)!.IsMultiplicative);
        Assert.Null(SeasonalAdjustment.Choose(Enumerable.Range(0, 60).Select(Made.Noise).ToArray(), 12));
        foreach (double[] series in new[] { values, low })
        {
            double[] mean = Of(series[..48], 12).Mean;
            double error = mean.Zip(series[48..], (m, y) => Math.Abs(m - y)).Average();
            Assert.InRange(error, 0, 12);
        }
    }

    [Fact]
    public void ConstantAndShortSeries_AndGaps_HaveFiniteForecasts()
    {
        (double[] constant, double[] none) = Of([.. Enumerable.Repeat(4.2, 9)], 4);
        Made.Near([.. Enumerable.Repeat(4.2, 12)], constant, 1e-12);
        Assert.All(none, value => Assert.Equal(0, value));
        for (int count = 3; count < 30; count++)
        {
            Assert.All(Of(Made.Sales(count, 4), 4).Mean, value => Assert.InRange(value, -500, 1000));
        }

        double[] values = Made.Sales(96, 12);
        double[] gaps = [.. values.Select((value, t) => t % 13 == 5 || t is 0 or 95 ? double.NaN : value)];
        Made.Near(Of(values, 12).Mean, Of(gaps, 12).Mean, 0.08);
        Assert.Equal(Of(gaps, 12).Mean, Of(gaps, 12).Mean);
    }

    private static (double[] Mean, double[] Deviation) Of(double[] values, int season) =>
        Made.Forecast(Theta.Fit(values, season), values);

    private static double Squares(double[] values, double rate, double weight, double level)
    {
        var state = new ThetaState(rate, level);
        double squares = 0;
        foreach (double value in values)
        {
            squares += Math.Pow(value - state.Level - (weight * state.Line), 2);
            state.Step(value);
        }

        return squares;
    }

    private static double Mean(Theta model, List<double> known)
    {
        double level = known.Aggregate(
            model.InitialLevel, (before, value) => (model.Rate * value) + ((1 - model.Rate) * before));
        double power = Math.Pow(1 - model.Rate, known.Count), slope = 0, mean = 0;
        if (known.Count > 0)
        {
            mean = known.Average();
            double middle = (known.Count + 1) / 2.0;
            double spread = known.Select((_, i) => Math.Pow(i + 1 - middle, 2)).Sum();
            slope = spread == 0 ? 0 : known.Select((value, i) => (i + 1 - middle) * value).Sum() / spread;
        }

        double intercept = mean - (slope * (known.Count + 1) / 2);
        return level + (model.Weight * ((power * intercept)
            + ((1 - (power * (1 - model.Rate))) / model.Rate * slope)));
    }
}
