namespace Carousel.Studio.Messages;

/// <summary>A model that is served.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Url">Where it is.</param>
/// <param name="Key">The key, said once.</param>
/// <param name="Curl">A command line that asks it.</param>
/// <param name="Sessions">How many there are.</param>
/// <param name="Steps">How many were answered since it is served.</param>
/// <param name="StepsPerSecond">Recent steps per second.</param>
internal sealed record Service(
    string Name, string Url, string? Key, string Curl, long Sessions, long Steps, double StepsPerSecond);
