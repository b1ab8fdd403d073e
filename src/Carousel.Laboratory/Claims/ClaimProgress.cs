namespace Carousel.Laboratory.Claims;

/// <summary>How far a run is.</summary>
/// <param name="Part">What is being measured, such as <c>LSTM, lag 100, seed 2</c>.</param>
/// <param name="Share">The share of the work that is done, 0 … 1.</param>
internal readonly record struct ClaimProgress(string Part, double Share);
