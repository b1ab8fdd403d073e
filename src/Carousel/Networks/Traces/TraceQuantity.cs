namespace Carousel.Networks;

/// <summary>What a unit of a recurrent layer holds at a step.</summary>
public enum TraceQuantity
{
    /// <summary>The hidden state after the step; every cell has it.</summary>
    Hidden,

    /// <summary>The cell state after the step: LSTM.</summary>
    Cell,

    /// <summary>The input gate, 0 … 1: LSTM.</summary>
    InputGate,

    /// <summary>The forget gate, 0 … 1: LSTM.</summary>
    ForgetGate,

    /// <summary>The output gate, 0 … 1: LSTM.</summary>
    OutputGate,

    /// <summary>What the step offers to the state, −1 … 1: g of an LSTM, n of a gated recurrent unit.</summary>
    Candidate,

    /// <summary>The reset gate r, 0 … 1.</summary>
    ResetGate,

    /// <summary>
    /// The update gate z, 0 … 1, the share of the state that is kept; of a minimal cell the share that is replaced.
    /// </summary>
    UpdateGate,

    /// <summary>What the cell state is divided by: sLSTM.</summary>
    Normalizer,

    /// <summary>The logarithm of the scale of gates and states: sLSTM.</summary>
    Stabilizer,
}
