namespace Carousel.Laboratory.Claims.Training;

/// <summary>The recurrent cells that claims compare.</summary>
internal enum CellKind
{
    /// <summary>h = tanh(W x + R h₋ + b).</summary>
    Elman,

    /// <summary>Gated recurrent unit.</summary>
    Gru,

    /// <summary>Long short-term memory with forget gates.</summary>
    Lstm,
}
