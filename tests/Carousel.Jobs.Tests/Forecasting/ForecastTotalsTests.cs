using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>Which targets have a total.</summary>
public sealed class ForecastTotalsTests
{
    [Theory]
    [InlineData("AdjClose", true)]
    [InlineData("unit_price", true)]
    [InlineData("Temperature", true)]
    [InlineData("exchange rate", true)]
    [InlineData("PRICE", true)]
    [InlineData("attempts", false)]
    [InlineData("closed_deals", false)]
    [InlineData("CLOSED_CASES", false)]
    [InlineData("shareholders", false)]
    [InlineData("sales", false)]
    public void Levels_DoNotAddUp(string name, bool isLevel) => Assert.Equal(isLevel, ForecastTotals.IsLevel(name));
}
