using Carousel.Training;

namespace Carousel.Jobs.Fitting;

/// <summary>
/// An observer that is told, before the first step, how the simple method does by the validation's score: a line beside
/// the curve.
/// </summary>
internal interface IBaselineObserver : ITrainingObserver
{
    /// <summary>A simple method and its score.</summary>
    /// <param name="name">The method.</param>
    /// <param name="score">In the unit of the validation's score.</param>
    void OnBaseline(string name, double score);
}
