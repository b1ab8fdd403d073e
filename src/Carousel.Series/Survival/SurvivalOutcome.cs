namespace Carousel.Survival;

/// <summary>What became of a customer, seen from the end of some period.</summary>
/// <param name="Time">In which period from there the customer left, from 1; or how many periods it is known to have
/// stayed, from 0.</param>
/// <param name="Leaves">Whether it left; otherwise it is censored.</param>
internal readonly record struct SurvivalOutcome(int Time, bool Leaves);
