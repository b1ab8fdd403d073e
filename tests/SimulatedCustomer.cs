namespace Carousel.Survival;

/// <summary>What is true of a simulated customer, by the weeks that a model sees.</summary>
/// <param name="Id">The customer.</param>
/// <param name="First">The week in which it joins.</param>
/// <param name="Hazards">[L]: the true chance to leave in the week after each.</param>
/// <param name="Outages">[L]: whether an outage hit it in the week.</param>
internal sealed record SimulatedCustomer(string Id, int First, double[] Hazards, bool[] Outages);
