namespace Carousel.Jobs.Fitting;

/// <summary>A training that knows how its simple method does by the score of its validation: a line beside the
/// curve.</summary>
internal interface IRivalScore
{
    /// <summary>The simple method and its score; null where there is none, or nothing to validate on.</summary>
    (string Name, double Score)? RivalScore();
}
