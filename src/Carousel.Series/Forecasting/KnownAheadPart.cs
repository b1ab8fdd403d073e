namespace Carousel.Forecasting;

/// <summary>
/// What a column that is known ahead moves in the sum of a forecast over its horizon, in the unit of the data.
/// </summary>
/// <param name="Column">The column.</param>
/// <param name="Usual">The mean of its history at the places of the season that the horizon has.</param>
/// <param name="Ahead">Its mean over the horizon.</param>
/// <param name="Linear">What the regression inside moves.</param>
/// <param name="Network">What the network moves.</param>
internal sealed record KnownAheadPart(string Column, double Usual, double Ahead, double Linear, double Network);
