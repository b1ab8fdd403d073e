using Carousel.Server.Engine;

namespace Carousel.Server.Tests.Engine;

/// <summary>What became of a session's steps.</summary>
internal sealed record StepResult(StepFault Fault, long Next, string? Detail, float[][] Answers);
