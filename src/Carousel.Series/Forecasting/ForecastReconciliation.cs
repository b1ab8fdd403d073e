namespace Carousel.Forecasting;

/// <summary>How forecasts of a hierarchy are made to add up.</summary>
public enum ForecastReconciliation
{
    /// <summary>The forecasts of the bottom series are added up.</summary>
    BottomUp,

    /// <summary>
    /// Minimum trace: the forecasts of all sums and series are weighed by the covariance of their errors on the
    /// validation part (Wickramasuriya, Athanasopoulos and Hyndman 2019).
    /// </summary>
    Mint,

    /// <summary>Not at all: every sum and series is forecast by itself.</summary>
    None,
}
