namespace Carousel.Server.Engine;

/// <summary>The receivers that are notified when something is durable.</summary>
/// <param name="Call">Steps, or null.</param>
/// <param name="Control">A control, or null.</param>
/// <param name="News">Steps for those who watch a session, or null.</param>
/// <param name="Items">How many items of the call the worker had.</param>
internal readonly record struct Completion(
    StepCall? Call = null, ControlCall? Control = null, SessionNews? News = null, int Items = 0);
