using TorchSharp;
using static TorchSharp.torch;
using Recurrent = TorchSharp.Modules;

/// <summary>The same loops by LibTorch: model, batch, clipping and optimiser.</summary>
internal sealed class Loop
{
    private readonly LoopData _data = new();
    private readonly Recurrent.Embedding? _embedding;
    private readonly Recurrent.LSTM _lstm;
    private readonly Recurrent.Linear _output;
    private readonly Recurrent.Parameter[] _parameters;
    private readonly optim.Optimizer _optimizer;
    private Tensor _hidden, _cell;

    public Loop(string kind)
    {
        set_num_threads(1);
        random.manual_seed(1);
        bool isLanguage = kind == "language";
        int units = isLanguage ? LoopData.LanguageUnits : LoopData.ForecastUnits;
        _embedding = isLanguage ? nn.Embedding(LoopData.Symbols, units) : null;
        _lstm = nn.LSTM(isLanguage ? units : 1, units);
        _output = nn.Linear(units, isLanguage ? LoopData.Symbols : LoopData.Horizon);
        _parameters = [.. _embedding?.parameters() ?? [], .. _lstm.parameters(), .. _output.parameters()];
        _optimizer = optim.Adam(_parameters, isLanguage ? 2e-3 : 1e-3);
        (_hidden, _cell) = (zeros(1, LoopData.Batch, units), zeros(1, LoopData.Batch, units));
    }

    public ulong Run(string part, int times)
    {
        for (int i = 0; i < times; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor loss = _embedding is { } embedding ? Language(embedding) : Forecast();
            _optimizer.zero_grad();
            loss.backward();
            nn.utils.clip_grad_norm_(_parameters, LoopData.LongestGradient);
            _optimizer.step();
        }

        return 0;
    }

    private Tensor Language(Recurrent.Embedding embedding)
    {
        var characters = new long[LoopData.Characters * LoopData.Batch];
        var next = new long[characters.Length];
        if (_data.Read(characters, next))
        {
            (_hidden, _cell) = (Kept(zeros_like(_hidden), _hidden), Kept(zeros_like(_cell), _cell));
        }

        Tensor input = tensor(characters).view(LoopData.Characters, LoopData.Batch);
        (Tensor all, Tensor hidden, Tensor cell) = _lstm.call(embedding.call(input), (_hidden, _cell));
        (_hidden, _cell) = (Kept(hidden.detach(), _hidden), Kept(cell.detach(), _cell));
        return nn.functional.cross_entropy(_output.call(all).view(-1, LoopData.Symbols), tensor(next));
    }

    private Tensor Forecast()
    {
        var past = new float[LoopData.Lookback * LoopData.Batch];
        var future = new float[LoopData.Batch * LoopData.Horizon];
        _data.Draw(past, future);
        Tensor all = _lstm.call(tensor(past).view(LoopData.Lookback, LoopData.Batch, 1)).Item1;
        return nn.functional.mse_loss(
            _output.call(all[LoopData.Lookback - 1]), tensor(future).view(LoopData.Batch, LoopData.Horizon));
    }

    private static Tensor Kept(Tensor value, Tensor before)
    {
        before.Dispose();
        return value.MoveToOuterDisposeScope();
    }
}
