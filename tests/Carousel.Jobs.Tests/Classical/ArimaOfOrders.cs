using Carousel.Classical;

namespace Carousel.Jobs.Tests.Classical;

/// <summary>ARIMA models of given orders; the forecasts choose the orders themselves.</summary>
internal static class ArimaOfOrders
{
    /// <summary>Fits the coefficients.</summary>
    public static ArimaModel Fit(ReadOnlySpan<double> history, ArimaOrders orders)
    {
        ArimaData data = Prepare(history, orders);
        return new ArimaModel(
            Arima.Refine(ArimaEstimate.Fit(data, orders, ArimaMethod.Exact, Arima.Start(data, orders))));
    }

    /// <summary>A model with given coefficients and mean.</summary>
    public static ArimaModel Of(
        ReadOnlySpan<double> history, ArimaOrders orders, ReadOnlySpan<double> coefficients, double mean)
    {
        ArimaData data = Prepare(history, orders);
        ArimaMethod method = data.HasMissing ? ArimaMethod.Missing : ArimaMethod.Exact;
        var estimate = ArimaEstimate.Of(data, orders, new ArimaCoefficients(orders, coefficients), method);
        return new ArimaModel(estimate with { Mean = (mean - data.Center) / data.Scale });
    }

    /// <summary>The orders in the usual notation, for example "ARIMA(0,1,1)(0,1,1)[12]".</summary>
    public static string Name(ArimaOrders orders)
    {
        string seasonal = orders.SeasonalAr + orders.SeasonalDifferences + orders.SeasonalMa == 0 ? ""
            : $"({orders.SeasonalAr},{orders.SeasonalDifferences},{orders.SeasonalMa})[{orders.Season}]";
        string mean = !orders.HasMean ? "" : orders.Lost > 0 ? " with drift" : " with mean";
        return $"ARIMA({orders.Ar},{orders.Differences},{orders.Ma}){seasonal}{mean}";
    }

    private static ArimaData Prepare(ReadOnlySpan<double> history, ArimaOrders orders)
    {
        double[] values = ArimaData.Trim(history, out _);
        return new ArimaData(values, MissingValues.Fill(values, orders.Season), orders);
    }
}
