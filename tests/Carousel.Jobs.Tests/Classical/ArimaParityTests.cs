using System.Text.Json;
using Carousel.Classical;

namespace Carousel.Jobs.Tests.Classical;

/// <summary>Seasonal ARIMA models agree with statsmodels' SARIMAX and with published figures.</summary>
public sealed class ArimaParityTests
{
    public static TheoryData<string> Cases => ClassicalSamples.Names("cases");

    /// <summary>Both likelihoods are exact; only unknown first levels among missing values are approximated.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void LogLikelihood_AtGivenCoefficients_IsStatsmodels(string name)
    {
        JsonElement row = ClassicalSamples.Row("cases", name);
        double[] values = ClassicalSamples.Numbers(row, "values");
        ArimaOrders orders = ClassicalSamples.Orders(row);

        foreach (string which in new[] { "fixed", "fitted" })
        {
            double expected = row.GetProperty(which + "LogLikelihood").GetDouble();
            ArimaModel model = ArimaOfOrders.Of(
                values, orders, ClassicalSamples.Numbers(row, which), row.GetProperty(which + "Mean").GetDouble());
            Assert.Equal(expected, model.LogLikelihood, 1e-6 * Math.Abs(expected));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Fit_IsNotWorseThanStatsmodels(string name)
    {
        JsonElement row = ClassicalSamples.Row("cases", name);
        double expected = row.GetProperty("fittedLogLikelihood").GetDouble();

        ArimaModel model = ArimaOfOrders.Fit(ClassicalSamples.Numbers(row, "values"), ClassicalSamples.Orders(row));
        Assert.True(
            model.LogLikelihood >= expected - (1e-3 * Math.Abs(expected)), $"{model.LogLikelihood} below {expected}");
    }

    /// <summary>At the same coefficients; the deviations are compared before the correction for parameters.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Forecast_IsStatsmodels(string name)
    {
        JsonElement row = ClassicalSamples.Row("cases", name);
        double[] values = ClassicalSamples.Numbers(row, "values");
        double[] mean = ClassicalSamples.Numbers(row, "mean"), deviation = ClassicalSamples.Numbers(row, "deviation");
        ArimaModel model = ArimaOfOrders.Of(
            values, ClassicalSamples.Orders(row), ClassicalSamples.Numbers(row, "fitted"),
            row.GetProperty("fittedMean").GetDouble());

        double[] ownMean = new double[mean.Length], ownDeviation = new double[mean.Length];
        model.Forecast(values, ownMean, ownDeviation);
        double correction = Math.Sqrt(model.Variance) / model.Deviation;
        for (int h = 0; h < mean.Length; h++)
        {
            Assert.Equal(mean[h], ownMean[h], 1e-6 * deviation[h]);
            Assert.Equal(deviation[h], correction * ownDeviation[h], 1e-6 * deviation[h]);
        }
    }

    [Fact]
    public void Kpss_IsStatsmodels()
    {
        foreach (JsonElement row in ClassicalSamples.Golden.GetProperty("kpss").EnumerateArray())
        {
            double statistic = UnitRoot.Kpss(
                ClassicalSamples.Numbers(row, "values"), row.GetProperty("lags").GetInt32());
            Assert.Equal(row.GetProperty("statistic").GetDouble(), statistic, 1e-10);
        }
    }

    /// <summary>Box and Jenkins (1970, section 9.2) find 0.40 and 0.61; R's arima gives these four digits.</summary>
    [Fact]
    public void Passengers_InLogarithms_HaveThePublishedModel()
    {
        ArimaModel model = Arima.Fit(ClassicalSamples.LogPassengers, 12);

        Assert.Equal("ARIMA(0,1,1)(0,1,1)[12]", ArimaOfOrders.Name(model.Orders));
        Assert.Equal(-0.4018, model.Coefficients.Ma[0], 1e-4);
        Assert.Equal(-0.5569, model.Coefficients.SeasonalMa[0], 1e-4);
        Assert.Equal(0.001348, model.Variance, 1e-6);
        Assert.Equal(244.7, model.LogLikelihood, 0.05);
    }

    /// <summary>R's auto.arima finds this model, with 0.5960, 0.2143 and −0.9819 and an AICc of 1018.17.</summary>
    [Fact]
    public void Passengers_HaveTheOrdersOfTheForecastPackage()
    {
        ArimaModel model = Arima.Fit(ClassicalSamples.Passengers, 12);

        Assert.Equal("ARIMA(2,1,1)(0,1,0)[12]", ArimaOfOrders.Name(model.Orders));
        Assert.Equal(0.5960, model.Coefficients.Ar[0], 1e-3);
        Assert.Equal(0.2143, model.Coefficients.Ar[1], 1e-3);
        Assert.Equal(-0.9819, model.Coefficients.Ma[0], 1e-3);
        Assert.Equal(1018.17, model.Aicc, 0.01);
    }
}
