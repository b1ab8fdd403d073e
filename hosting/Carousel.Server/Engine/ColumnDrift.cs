namespace Carousel.Server.Engine;

/// <summary>Mean and deviation of the values of a column, in the scale of the training.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Mean">Their mean; 0 where they are as the training's were.</param>
/// <param name="Deviation">Their standard deviation; 1 where they are as the training's were.</param>
internal readonly record struct ColumnDrift(string Column, double Mean, double Deviation);
